package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fangpin/audit/bundle"
	"fangpin/audit/verify"
	"fangpin/internal/build"
	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/passkey"
)

// carried is a bundle with what the auditor brings along from elsewhere: paths.
type carried struct {
	bundle, key string
	notes       []string
	root        *passkey.Fingerprint // asked for of the newest root of trust
}

// verify derives the bundle's county again, offline; it ends with office.ErrUnproved if anything does not hold.
func (c carried) verify(ctx context.Context, w io.Writer) error {
	trust, err := c.trust()
	if err != nil {
		return err
	}
	file, err := os.Open(c.bundle)
	if err != nil {
		return fault.NotFoundf("打不开证据包 %s：%w", c.bundle, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("open the bundle: %w", err)
	}
	b, err := bundle.Open(file, info.Size())
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "证据包 %s：县（区）%s，由 %s 导出，现由 %s 核验\n", c.bundle, b.County, b.Program, build.Program())
	if trust.Key == "" {
		fmt.Fprintf(w, "公钥取自证据包本身：%s\n", b.Key)
		fmt.Fprintln(w, "这只能说明包内前后一致，不能说明它出自该县（区）：整包可以换一把钥匙重做。请另行取得公钥，用 --key 再核验一次。")
	}
	return office.Judged(w, b.County, b.Verify(ctx, trust))
}

// trust reads what the auditor brought along.
func (c carried) trust() (trust bundle.Trust, err error) {
	trust.Root = c.root
	if c.key != "" {
		text, err := os.ReadFile(c.key)
		if err != nil {
			return trust, fault.NotFoundf("打不开公钥文件 %s：%w", c.key, err)
		}
		if trust.Key = string(text); trust.Key == "" {
			return trust, fault.Invalidf("公钥文件 %s 是空的", c.key)
		}
	}
	for _, path := range c.notes {
		text, err := os.ReadFile(path)
		if err != nil {
			return trust, fault.NotFoundf("打不开检查点文件 %s：%w", path, err)
		}
		trust.Notes = append(trust.Notes, verify.OutsideNote{Name: "（另带）" + filepath.Base(path), Text: string(text)})
	}
	return trust, nil
}
