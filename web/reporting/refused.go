package reporting

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"fangpin/internal/fault"
	"fangpin/reports"
	"fangpin/web/kit"
)

// refusedFile is what is wrong in a file that is not accepted, and how the rest of it is fetched: a hundred thousand bad rows make no page.
type refusedFile struct {
	reports.Staged
	Shown []reports.Defect
	Held  kit.HeldFile // the file itself
}

// firstDefects is how many defects of a refused file its page shows.
const firstDefects = 100

// aboutReports is what the file of a refused report is held for.
const aboutReports = "reports"

func refusedOf(r *kit.Request, s reports.Staged) *refusedFile {
	return &refusedFile{s, kit.Guarded(s.Defects[:min(len(s.Defects), firstDefects)]), r.Hold(aboutReports, kit.HeldFile{Kind: strings.ReplaceAll(s.Name, "|", "_"), File: s.SHA256})}
}

// refusedDefects reads a refused file again, and answers all that is wrong in it as a table.
func refusedDefects(r *kit.Request) error {
	held := r.Held(aboutReports)
	if len(held) != 1 {
		return fault.Invalidf("没有找到刚才的文件，请重新选择文件报送")
	}
	f, err := archived(r, held[0])
	if err != nil {
		return err
	}
	lines := [][]string{defectTitles}
	_, err = reports.Read(r.Context(), f, func(reports.Row) error { return nil }, func(d reports.Defect) {
		lines = append(lines, defectLine(kit.Guarded([]reports.Defect{d})[0]))
	})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("错误清单-%s.csv", strings.TrimSuffix(filepath.Base(f.Name), filepath.Ext(f.Name)))
	return r.File(name, kit.CSV, func(w io.Writer) error { return writeTable(w, lines) })
}

// archived is a held file as the report that it was sent as.
func archived(r *kit.Request, held kit.HeldFile) (f reports.File, err error) {
	if f, err = reportOf(r); err != nil {
		return f, err
	}
	content, err := r.Archive.Get(r.Context(), held.File[:])
	if err != nil {
		return f, err
	}
	defer content.Close()
	data, err := io.ReadAll(content)
	if err != nil {
		return f, fmt.Errorf("read the refused file: %w", err)
	}
	f.Name, f.Data, f.Size = held.Kind, strings.NewReader(string(data)), int64(len(data))
	return f, nil
}
