package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Bounds against zip bombs: how far a workbook may unpack. A hundred thousand rows of twenty columns unpack to 120 MB.
const (
	maxUnpacked = 512 << 20
	maxParts    = 10_000
	maxRatio    = 250 // between a part and its packed form, once it is large
	largePart   = 32 << 20
	maxPart     = 16 << 20 // of the parts that are read whole
)

var (
	errTooLarge = errors.New("workbook unpacks to more than it may")
	errNoPart   = errors.New("part missing")
)

const (
	reasonDamaged = "文件不完整或已损坏（可能没有传完、没有保存完），请重新导出后再报"
	reasonBomb    = "文件解压后过大，可能不是正常的工作簿，请重新导出；数据确实很多的，请拆成几个文件报送"
)

// parts are a workbook's files within its zip.
type parts map[string]*zip.File

// openParts opens the zip and checks that it is a workbook of ordinary size.
func openParts(r io.ReaderAt, size int64) (parts, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, unreadable(reasonDamaged, err)
	}
	p, total := parts{}, uint64(0)
	for _, f := range z.File {
		total += f.UncompressedSize64
		bomb := f.UncompressedSize64 > largePart && f.UncompressedSize64/maxRatio > f.CompressedSize64
		if bomb || total > maxUnpacked || len(p) > maxParts {
			return nil, unreadable(reasonBomb, errTooLarge)
		}
		p[partName(f.Name)] = f
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
		for name := range p {
			if strings.HasPrefix(name, folder) {
				return true
			}
		}
		return false
	}
	switch {
	case p["xl/workbook.bin"] != nil:
		return unreadable("这是二进制工作簿（.xlsb），请用 Excel 或 WPS 打开后另存为 .xlsx 再报", nil)
	case p["_rels/.rels"] != nil && under("xl/"):
		return nil
	case under("word/"):
		return unreadable("这是 Word 文档，不是电子表格，请报送 .xlsx 或 .csv 文件", nil)
	case p["mimetype"] != nil && p["content.xml"] != nil:
		return unreadable("这是开放文档（.ods），请用 LibreOffice 打开后另存为 .xlsx 再报", nil)
	}
	return unreadable("这是压缩包或其他文件，不是工作簿；请解压后报送里面的 .xlsx 或 .csv 文件", nil)
}

// open opens a part. archive/zip fails where more unpacks than was declared and checked.
func (p parts) open(name string) (io.ReadCloser, error) {
	f := p[partName(name)]
	if f == nil {
		return nil, unreadable(reasonDamaged, errNoPart)
	}
	in, err := f.Open()
	if err != nil {
		return nil, unreadable(reasonDamaged, err)
	}
	return in, nil
}

// decode reads a small part whole.
func (p parts) decode(name string, into any) error {
	in, err := p.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := xml.NewDecoder(io.LimitReader(in, maxPart)).Decode(into); err != nil {
		return unreadable(reasonDamaged, err)
	}
	return nil
}
