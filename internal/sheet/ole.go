package sheet

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/richardlehane/mscfb"
)

// refuseOLE says which of the old compound files this is (MS-CFB), by the streams in it.
func refuseOLE(r io.ReaderAt, name string) error {
	streams, err := streams(r)
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(streams, n) })
	}
	switch {
	case has("EncryptedPackage", "EncryptionInfo"):
		return unreadable("工作簿设了打开密码，请去掉密码、另存为不加密的 .xlsx 再报", nil)
	case has("WordDocument"):
		return unreadable("这是文字文档（.doc 或 .wps），不是电子表格，请报送 .xlsx 或 .csv 文件", nil)
	case strings.EqualFold(filepath.Ext(name), ".et"):
		return unreadable("这是 WPS 表格文件（.et），请用 WPS 打开后另存为 .xlsx 再报", nil)
	case has("Workbook", "Book"):
		return unreadable("这是旧版 Excel 文件（.xls），请用 Excel 或 WPS 打开后另存为 .xlsx 再报", nil)
	case err != nil:
		return unreadable("文件不完整或已损坏，请重新导出并另存为 .xlsx 再报", err)
	}
	return unreadable("这是旧格式的办公文档，不是可读的电子表格，请用 Excel 或 WPS 打开后另存为 .xlsx 再报", nil)
}

// streams lists the names of a compound file's entries.
func streams(r io.ReaderAt) ([]string, error) {
	doc, err := mscfb.New(r)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(doc.File))
	for _, f := range doc.File {
		names = append(names, f.Name)
	}
	return names, nil
}
