package audit

import (
	"encoding/hex"
	"strings"

	"fangpin/internal/deed"
)

// SHA reads a SHA-256 as PostgreSQL prints it, false if it is none.
func SHA(printed []byte) (sha [32]byte, ok bool) {
	b, err := hex.DecodeString(strings.TrimPrefix(string(printed), `\x`))
	return sha, err == nil && copy(sha[:], b) == len(sha) && len(b) == len(sha)
}

// original is a row with the file it answers for.
type original struct {
	table, key string
	sha        [32]byte
	ok         bool // it is a SHA-256
}

// original takes the file that a row answers for into the view.
func (v *view) original(table deed.Table, line deed.Line) {
	if table.File != "" {
		sha, ok := SHA(line.Value(table.File))
		v.originals = append(v.originals, original{table.Name, line.Key, sha, ok})
	}
}

// archived asks for every file that a row answers for, once.
func archived(v *view) Check {
	check, asked := Check{Name: "报表、佐证、张贴照片、回盘原件齐全", Looked: int64(len(v.originals))}, map[[32]byte]error{}
	for _, o := range v.originals {
		if !o.ok {
			check.find(o.table, o.key, "没有原件的 SHA-256")
			continue
		}
		wrong, ok := asked[o.sha]
		if !ok {
			wrong = v.records.File(o.sha[:])
			asked[o.sha] = wrong
		}
		if wrong != nil {
			check.find(o.table, o.key, "档案中的原件缺失或已被改动：%v", wrong)
		}
	}
	return check
}
