package audit

import (
	"encoding/hex"
	"strings"
)

// archived asks for every file that a row answers for: uploads, evidence, photos of postings, the bank's answers.
func archived(v *view) Check {
	a := archive{Check{Name: "报表、佐证、张贴照片、回盘原件齐全"}, map[string]error{}}
	for _, r := range v.reports {
		a.ask(v, "report", r.key, r.File)
	}
	for _, r := range v.evidence {
		a.ask(v, "evidence", r.key, r.File)
	}
	for _, r := range v.postings {
		a.ask(v, "posting", r.key, r.Photo)
	}
	for _, r := range v.answers {
		a.ask(v, "answer", r.key, r.File)
	}
	return a.Check
}

// archive is the state of asking: each file once.
type archive struct {
	Check
	asked map[string]error
}

func (a *archive) ask(v *view, table, key, file string) {
	a.Looked++
	sha, err := hex.DecodeString(strings.TrimPrefix(file, `\x`))
	if err != nil || len(sha) != 32 {
		a.find(table, key, "没有原件的 SHA-256")
		return
	}
	wrong, ok := a.asked[file]
	if !ok {
		wrong = v.records.File(sha)
		a.asked[file] = wrong
	}
	if wrong != nil {
		a.find(table, key, "档案中的原件缺失或已被改动：%v", wrong)
	}
}
