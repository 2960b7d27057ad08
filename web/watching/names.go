package watching

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/sheet"
	"fangpin/internal/shown"
	"fangpin/monitoring"
	"fangpin/web/kit"
)

func nameRoutes() []kit.Route {
	roles := monitoring.LeadStep.Roles
	return []kit.Route{
		kit.Show("/watches/import", "", roles, showImport),
		kit.Show("/watches/import/template.xlsx", "", roles, namesTemplate),
		kit.Act("/watches/import/check", monitoring.LeadStep, checkNames, showImport),
		kit.Act("/watches/import", monitoring.LeadStep, importNames, namesAgain),
	}
}

// importPage is the form for a list of families, with what is wrong in the one that was just refused.
type importPage struct {
	Sources  []kit.Choice
	Villages []kit.Choice // whose template may be fetched
	Own      bool         // a village looks: it has one
	County   bool         // the county looks: lists are sent to it by others too
	Defects  []sheet.Defect
	Count    int // of them in all
}

// How many bad cells the page lists, and how many families a preview.
const (
	mostDefects = 100
	mostNamed   = 60
)

// listSources are whose lists a role may import.
func listSources(role who.Role) (out []kit.Choice) {
	for _, s := range monitoring.NamedSources() {
		if s.May(role) {
			out = append(out, kit.Choice{Value: string(s), Title: s.Title()})
		}
	}
	return out
}

func showImport(r *kit.Request) error { return r.Show("watching/leads/import", importPageOf(r)) }

func importPageOf(r *kit.Request) importPage {
	return importPage{Sources: listSources(r.By.Role), Villages: r.Villages(), Own: r.By.Role == who.Village, County: monitoring.Agency.May(r.By.Role)}
}

// namesTemplate sends a workbook to fill in: a village's own households, or one for lists that are told to the county.
func namesTemplate(r *kit.Request) error {
	village := kit.Code(r.Value("village"))
	if village == 0 {
		return r.File("线索名单模板.xlsx", kit.XLSX, monitoring.BlankTemplate)
	}
	return r.File(fmt.Sprintf("摸排名单-%d.xlsx", village), kit.XLSX, func(w io.Writer) error {
		return monitoring.NamesTemplate(r.Context(), r.Tx, village, w)
	})
}

// namesPage is what a list would come to, before anything is written.
type namesPage struct {
	monitoring.NamesForeseen
	Source string // in words
	Teller monitoring.Teller
	Shown  []monitoring.NameForeseen
	Total  int
	Blank  int // lines of the template that nobody filled in
	Held   string
	Seen   shown.Rows
	File   string
}

// heldNames is what a list is about that lies in the archive between its preview and its import.
const heldNames = "names"

// checkNames reads a list and shows what it would come to, or what is wrong in it.
func checkNames(r *kit.Request) error {
	files, err := r.Uploads("file")
	switch {
	case err != nil:
		return err
	case len(files) != 1:
		return fault.Invalidf("请选择一个 .xlsx 或 .csv 文件")
	}
	list, err := readList(r, files[0].Name, files[0].Content)
	if err != nil {
		return err
	}
	r.PostForm.Del("held")
	err = r.Receive(heldNames, "file", func(ctx context.Context, name string, content []byte) (kit.HeldFile, error) {
		file, err := r.Keep(ctx, archive.Names, kit.Upload{Name: name, Content: content})
		return kit.HeldFile{Kind: strings.ReplaceAll(name, "|", " "), File: file}, err
	})
	if err != nil {
		return err
	}
	return r.Within(func(r *kit.Request) error { return previewNames(r, list) })
}

func readList(r *kit.Request, name string, content []byte) (monitoring.NameList, error) {
	return monitoring.ReadNames(r.Context(), bytes.NewReader(content), int64(len(content)), name, r.Today())
}

// tellerOf is whose list it is said to be.
func tellerOf(r *kit.Request) monitoring.Teller {
	t := monitoring.Teller{Source: monitoring.Source(r.Value("source"))}
	if t.Source == monitoring.Agency {
		t.As = r.Value("agency")
	}
	return t
}

// previewNames shows what a held list would come to.
func previewNames(r *kit.Request, list monitoring.NameList) error {
	p := namesPage{Teller: tellerOf(r), Blank: list.Blank}
	seen, err := monitoring.ForeseeNames(r.Context(), r.Tx, r.Keys, p.Teller, list)
	if err != nil {
		return err
	}
	if n := len(seen.Defects); n > 0 {
		r.Problem, r.Status = fmt.Sprintf("名单中有 %d 处错误，整份未导入，请改正后重新上传", n), kit.StatusOf(fault.Invalidf("names"))
		again := importPageOf(r)
		again.Defects, again.Count = kit.Guarded(seen.Defects[:min(n, mostDefects)]), n
		return r.Show("watching/leads/import", again)
	}
	held := r.Held(heldNames)
	last := held[len(held)-1]
	p.NamesForeseen, p.Seen, p.Held, p.File = seen, seen.Seen(), last.Value, last.Kind
	p.Source = p.Teller.Source.Title()
	if p.Teller.As != "" {
		p.Source += "（" + p.Teller.As + "）"
	}
	p.Total = len(seen.Lines)
	p.Shown = seen.Lines[:min(p.Total, mostNamed)]
	return r.Show("watching/leads/names", p)
}

// heldList reads the list that the form carries.
func heldList(r *kit.Request) (monitoring.NameList, error) {
	held := r.Held(heldNames)
	if len(held) == 0 {
		return monitoring.NameList{}, fault.Invalidf("请重新选择名单文件")
	}
	last := held[len(held)-1]
	f, err := r.Archive.Get(r.Context(), last.File[:])
	if err != nil {
		return monitoring.NameList{}, err
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		return monitoring.NameList{}, fmt.Errorf("read a held list: %w", err)
	}
	return readList(r, last.Kind, content)
}

// importNames makes leads of the list as it was shown.
func importNames(r *kit.Request) error {
	list, err := heldList(r)
	if err != nil {
		return err
	}
	var made monitoring.Leads
	err = r.Do(func(ctx context.Context, tx *pg.Tx) error {
		now, err := monitoring.ForeseeNames(ctx, tx, r.Keys, tellerOf(r), list)
		if err != nil {
			return err
		}
		if len(now.Defects) == 0 && r.Shown("seen") != now.Seen() {
			return fault.Conflictf("名单中有的户刚有新的监测事项或户籍变动，与刚才显示的不同，请核对后再导入")
		}
		made, err = monitoring.ImportNames(ctx, tx, r.Keys, tellerOf(r), list)
		return err
	})
	if err != nil {
		return err
	}
	to := "/watches"
	if slices.Contains(monitoring.HandOverStep.Roles, r.By.Role) {
		to = "/watches?next=hand_over"
	}
	return r.To(to, fmt.Sprintf("已导入名单 %d 行：新线索 %d 户，并入已有监测事项 %d 户", len(list.Lines), len(made.Begun), len(made.Joined)))
}

// namesAgain shows the preview of the held list again, or the form where there is none.
func namesAgain(r *kit.Request) error {
	list, err := heldList(r)
	if err != nil {
		return showImport(r)
	}
	if err := previewNames(r, list); fault.KindOf(err) == fault.Internal {
		return err
	} else if err != nil {
		return showImport(r)
	}
	return nil
}
