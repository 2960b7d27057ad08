package demo

import (
	"context"
	"fmt"
	"io"
)

// verify signs a checkpoint and derives everything again, trusting nothing that was written above.
func (m *month) verify(ctx context.Context) error {
	m.table.working("存证、核验")
	note, err := m.Checkpoint(ctx, County)
	if err != nil {
		return err
	}
	m.table.done(line{Step: "存证", Count: fmt.Sprintf("%d 次操作", note.Size), Note: "检查点已签名，并存库外 " + m.Place.Notes()})
	fmt.Fprintln(m.table.out, "\n核验：")
	return m.leave("核验结果.txt", func(w io.Writer) error {
		return m.Office.Verify(ctx, County, nil, io.MultiWriter(w, m.table.out))
	})
}
