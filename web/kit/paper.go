package kit

import (
	"io"

	"fangpin/internal/fault"
	"fangpin/internal/paper"
)

// Paper sends a paper (公文) under a name that people can read.
func (r *Request) Paper(name string, print func(fonts *paper.Fonts, w io.Writer) error) error {
	if r.Fonts == nil {
		return fault.Blockedf("本机缺少打印字体，请联系系统管理员安装") // what to type is in the program's log
	}
	return r.File(name+".pdf", "application/pdf", func(w io.Writer) error { return print(r.Fonts, w) })
}
