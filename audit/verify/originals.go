package verify

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"

	"fangpin/internal/fault"
	"fangpin/internal/picture"
	"fangpin/internal/secret"
	"fangpin/payouts"
	answering "fangpin/payouts/bank"
	"fangpin/reports"
)

var originalsCheck = Check{
	Name: "月报、回盘原件重新读取，与所记各行一致",
	Rule: "architecture §5: files by their content's SHA-256",
	Proves: "where the archive is at hand, the file that an answer names is a bank's answer and says its lines, and the file that a report names is that report and " +
		"says its rows: read again by the version that read it, each fact, where it stands and, where the keys are at hand, what it tells of whom; of photos of " +
		"evidence and postings, 500 of them where there are more, that their prints are theirs",
	Not:    "that a bank or a department wrote the file; anything of a bundle, which carries no files; defects, and rows that were not taken",
	Shares: "reports and payouts/bank (the readers), internal/picture (the prints): it cannot find a fault of theirs",
}

// mostOriginal is how large a file is read again: what is uploaded is smaller. One is in memory at a time.
const mostOriginal = 64 << 20

// originals reads the stored answers and reports again.
func originals(ctx context.Context, v *view) ([]Result, error) {
	check := Result{Check: originalsCheck}
	db, ok := v.records.(*Database)
	if !ok || db.originals == nil {
		return []Result{check}, nil
	}
	lines := groupBy(v.answerLines, func(l *answerLine) int64 { return l.Answer })
	for i := range v.answers {
		a := &v.answers[i]
		if version, ok := v.judge(a.first, payouts.BankFormat); ok && version == answering.Version {
			check.answer(db, a, lines[a.ID])
		}
	}
	for i := range v.reports {
		r := &v.reports[i]
		if version, ok := v.judge(r.first, reports.Reader); ok && version == reports.Reader.Version {
			if err := check.report(ctx, db, r); err != nil {
				return nil, err
			}
		}
	}
	if err := check.prints(ctx, db, v); err != nil {
		return nil, err
	}
	return []Result{check}, nil
}

// mostPrints is how many photos are looked at again: a phone's takes a fifth of a second.
const mostPrints = 500

// prints holds photos to the prints that are sealed of them, where there are many some that nobody can foretell.
func (c *Result) prints(ctx context.Context, db *Database, v *view) error {
	type photo struct {
		table, key, file string
		print            picture.Print
	}
	var all []photo
	for _, e := range v.evidence {
		all = append(all, photo{"evidence", e.key, e.File, printOf(e.Print)})
	}
	for _, p := range v.postings {
		all = append(all, photo{"posting", p.key, p.Photo, printOf(p.Print)})
	}
	all = slices.DeleteFunc(all, func(p photo) bool { return p.print == (picture.Print{}) })
	if n := len(all); n > mostPrints {
		rand.Shuffle(n, func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:mostPrints]
		c.tell("照片的特征抽查了 %d 张（共 %d 张），每次核验随机抽取", mostPrints, n)
	}
	for _, p := range all {
		content, ok := db.original(p.file)
		if !ok {
			continue
		}
		c.Looked++
		seen, err := picture.Check(ctx, "照片", content)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil || seen != p.print {
			c.find(p.table, p.key, "所记的照片特征不是原件的，相似的照片可能因此没有询问")
		}
	}
	return nil
}

// original is a file's content. One that is not there is named by the check of the archive.
func (d *Database) original(printed string) ([]byte, bool) {
	sha, ok := SHA([]byte(printed))
	if !ok {
		return nil, false
	}
	f, err := d.originals(sha[:])
	if err != nil {
		return nil, false
	}
	content, err := io.ReadAll(io.LimitReader(f, mostOriginal+1))
	return content, errors.Join(err, f.Close()) == nil && len(content) <= mostOriginal
}

// answer holds an answer's lines to its file.
func (c *Result) answer(db *Database, a *answerRow, lines []*answerLine) {
	content, ok := db.original(a.File)
	if !ok {
		return
	}
	c.Looked++
	said, err := answering.ReadAnswer(content)
	if err != nil {
		c.find("answer", a.key, "原件不是可以读取的银行回盘：%s", fault.Message(err))
		return
	}
	slices.SortFunc(lines, func(a, b *answerLine) int { return a.Line - b.Line })
	if len(said) != len(lines) {
		c.find("answer", a.key, "原件有 %d 行，所记 %d 行", len(said), len(lines))
	}
	for i, l := range lines {
		if i < len(said) && !l.says(said[i]) {
			c.find("answer_line", l.key, "与原件第 %d 行不符", i+1)
		}
	}
}

// says tells whether a line is what the file says there.
func (l *answerLine) says(s answering.Line) bool {
	return l.Payout.V == s.Payout && l.Attempt.V == s.Attempt && l.Amount.V.Equal(s.Amount) && l.Outcome.V == string(s.Outcome) && l.Words.V == s.Words
}

// reread is a report's row as the table holds it.
type reread struct {
	id           int64
	sheet        string
	line         int
	facts, cells string
	tag, idTag   []byte
	told         []byte
	bound        bool
}

var errOther = errors.New("the rows are not those of the file")

// report holds a report's rows to its file, side by side in the order in which they were taken.
func (c *Result) report(ctx context.Context, db *Database, r *reportRow) error {
	content, ok := db.original(r.File)
	if !ok {
		return nil
	}
	c.Looked++
	rows, err := db.tx.QueryContext(ctx, `
		SELECT id, sheet, line, facts::TEXT, cells::TEXT, tag, id_tag, told, COALESCE(bound, false) FROM report_row WHERE county = $1 AND report = $2 ORDER BY id`,
		db.tx.County, r.ID)
	if err != nil {
		return fmt.Errorf("read rows of report %d: %w", r.ID, err)
	}
	defer rows.Close()
	month := reports.Month{Year: r.Month.Year(), Month: r.Month.Month()}
	f := reports.File{Agency: r.Agency, Month: month, Name: r.FileName, Data: bytes.NewReader(content), Size: int64(len(content))}
	summary, err := reports.Read(ctx, f, func(said reports.Row) error {
		held, err := next(rows)
		if err != nil {
			return err
		}
		if held == nil {
			c.find("report", r.key, "原件 %s 第 %d 行没有记下", said.Sheet, said.Line)
			return errOther
		}
		same, err := held.says(db, said)
		if err == nil && !same {
			c.find("report_row", id(held.id), "与原件 %s 第 %d 行不符", said.Sheet, said.Line)
		}
		return err
	}, func(reports.Defect) {})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errOther):
		return rows.Err()
	case err != nil:
		c.find("report", r.key, "原件不是可以读取的月报：%s", fault.Message(err))
		return rows.Err()
	case summary.Kind.Code != r.Kind:
		c.find("report", r.key, "原件是%s，所记为另一种月报", summary.Kind.Title)
	}
	for held, err := next(rows); held != nil || err != nil; held, err = next(rows) {
		if err != nil {
			return err
		}
		c.find("report_row", id(held.id), "原件中没有这一行")
	}
	return rows.Err()
}

// next is the next row, nil behind the last.
func next(rows *sql.Rows) (*reread, error) {
	if !rows.Next() {
		return nil, rows.Err()
	}
	var r reread
	return &r, rows.Scan(&r.id, &r.sheet, &r.line, &r.facts, &r.cells, &r.tag, &r.idTag, &r.told, &r.bound)
}

// says tells whether a row is what the file says there.
func (r *reread) says(db *Database, said reports.Row) (bool, error) {
	facts, cells, err := said.Written()
	if err != nil {
		return false, err
	}
	if r.sheet != said.Sheet || r.line != said.Line || !sameTexts(r.facts, facts) || !sameTexts(r.cells, cells) {
		return false, nil
	}
	if db.keys == nil {
		return true, nil
	}
	told, err := reports.Reported{ID: r.id, Told: r.told, Bound: r.bound}.Open(db.keys, db.tx.County)
	if err != nil {
		return true, nil // what does not open is named by the check of what is sealed
	}
	here, err := json.Marshal(told)
	if err != nil {
		return false, err
	}
	there, err := json.Marshal(said.Told())
	if err != nil {
		return false, err
	}
	var tag []byte
	if settlement := said.Settlement(); settlement != "" {
		tag = db.keys.Tag(secret.Settlement, settlement)
	}
	return bytes.Equal(here, there) && bytes.Equal(r.tag, tag) && bytes.Equal(r.idTag, db.keys.Tag(secret.IDNumber, said.IDNumber)), nil
}

// sameTexts compares two objects of texts, however they are printed.
func sameTexts(a, b string) bool {
	var left, right map[string]string
	return json.Unmarshal([]byte(a), &left) == nil && json.Unmarshal([]byte(b), &right) == nil && maps.Equal(left, right)
}
