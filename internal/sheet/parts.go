package sheet

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxParts bounds a workbook's files.
const maxParts = 10_000

var errNoPart = errors.New("part missing")

// parts are a workbook's files within its zip, by their names, and how much of them may yet be unpacked.
type parts struct {
	files map[string]*zip.File
	*unpacking
}

// openParts opens the zip and checks that it is a workbook of ordinary size.
func openParts(ctx context.Context, r io.ReaderAt, size int64) (parts, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return parts{}, unreadable(reasonDamaged, err)
	}
	may := min(leastUnpacked+unpackedTimes*size, mostUnpacked)
	p := parts{map[string]*zip.File{}, &unpacking{ctx, readTimes * may}}
	for _, f := range z.File {
		if may -= int64(min(f.UncompressedSize64, mostUnpacked+1)); may < 0 || len(p.files) > maxParts {
			return parts{}, unreadable(reasonBomb, errTooLarge)
		}
		p.files[partName(f.Name)] = f
	}
	return p, p.refuse()
}

// partName is how parts are looked up: names differ in case and slashes between the programs that write them.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// refuse says what a zip is that is no workbook.
func (p parts) refuse() error {
	under := func(folder string) bool {
		for name := range p.files {
			if strings.HasPrefix(name, folder) {
				return true
			}
		}
		return false
	}
	switch {
	case p.files["xl/workbook.bin"] != nil:
		return unreadable("这是二进制工作簿（.xlsb），请用 Excel 或 WPS 打开后另存为 .xlsx 再报", nil)
	case p.files["_rels/.rels"] != nil && under("xl/"):
		return nil
	case under("word/"):
		return unreadable("这是 Word 文档，不是电子表格，请报送 .xlsx 或 .csv 文件", nil)
	case p.files["mimetype"] != nil && p.files["content.xml"] != nil:
		return unreadable("这是开放文档（.ods），请用 LibreOffice 打开后另存为 .xlsx 再报", nil)
	}
	return unreadable("这是压缩包或其他文件，不是工作簿；请解压后报送里面的 .xlsx 或 .csv 文件", nil)
}

// open opens a part. archive/zip fails where more unpacks than was declared and checked.
func (p parts) open(name string) (io.ReadCloser, error) {
	f := p.files[partName(name)]
	if f == nil {
		return nil, unreadable(reasonDamaged, errNoPart)
	}
	in, err := f.Open()
	if err != nil {
		return nil, unreadable(reasonDamaged, err)
	}
	return p.through(in), nil
}

// decode reads a small part whole.
func (p parts) decode(name string, into any) error {
	in, err := p.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := xml.NewDecoder(io.LimitReader(in, mostFixed)).Decode(into); err != nil {
		return broken(err)
	}
	return nil
}
