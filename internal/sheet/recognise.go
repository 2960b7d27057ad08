package sheet

import (
	"bytes"
	"path/filepath"
	"strings"
)

// sniffed is how much of a file's beginning decides what it is, in bytes.
const sniffed = 4096

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	utf8BOM  = []byte("\xEF\xBB\xBF")
)

// refuse says why a file that is neither zip nor OLE is no table of text; nil if it may be one.
func refuse(head []byte, name string) error {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, utf8BOM), " \t\r\n"))
	begins := func(marks ...string) bool {
		for _, m := range marks {
			if bytes.HasPrefix(text, []byte(m)) {
				return true
			}
		}
		return false
	}
	switch {
	case len(head) == 0:
		return unreadable("文件是空的（0字节），请重新导出后再报", nil)
	case isUTF16(head):
		return unreadable("文件是 UTF-16 编码的文本，请用 Excel 或 WPS 打开后另存为 .xlsx，或另存为“CSV UTF-8”再报", nil)
	case len(text) == 0:
		return unreadable("文件里只有空白，没有内容，请重新导出后再报", nil)
	case begins("<?xml") && bytes.Contains(text, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		return unreadable("这是“XML 表格 2003”文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再报", nil)
	case begins("<?xml") && !bytes.Contains(text, []byte("<html")):
		return unreadable("这是 XML 文件，不是 .xlsx 工作簿，请用 Excel、WPS 或 LibreOffice 打开后另存为 .xlsx 再报", nil)
	case begins("<!doctype", "<html", "<head", "<meta", "<table", "<style", "<div", "<?xml", "<!--", "mime-version:"):
		return unreadable("这是网页（HTML）"+disguise(name)+"，不是真正的表格，请用 Excel 或 WPS 打开后另存为 .xlsx 再报", nil)
	case begins("id;p"), begins("table\r\n0,1", "table\n0,1"):
		return unreadable("这是旧的表格交换文件（SYLK 或 DIF），请用 Excel、WPS 或 LibreOffice 打开后另存为 .xlsx 再报", nil)
	case begins("pk\x05\x06"):
		return unreadable("这是空的压缩包，不是表格，请报送 .xlsx 或 .csv 文件", nil)
	case begins("%pdf"):
		return unreadable("这是 PDF 文件，不是电子表格，请报送 .xlsx 或 .csv 文件", nil)
	case isBinary(head):
		return unreadable("这不是电子表格（既不是 .xlsx 也不是 .csv 文本），请核对文件后再报", nil)
	}
	return nil
}

// disguise names the extension that makes a web page look like a table.
func disguise(name string) string {
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case "", ".htm", ".html", ".mht":
		return ""
	default:
		return "改名成的 " + ext + " 文件"
	}
}

// isUTF16 tells UTF-16 by its mark, or by the zero bytes that half of every ASCII character is.
func isUTF16(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) {
		return true
	}
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	return len(head) > 1 && max(zeros[0], zeros[1]) > len(head)/10 && min(zeros[0], zeros[1]) == 0 && !hasControls(head)
}

// isBinary tells by control characters, which no text holds.
func isBinary(head []byte) bool { return bytes.IndexByte(head, 0) >= 0 || hasControls(head) }

func hasControls(head []byte) bool {
	return bytes.ContainsFunc(head, func(r rune) bool {
		return r > 0 && r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != '\v' && r != 0x1A
	})
}
