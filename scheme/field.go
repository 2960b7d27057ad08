package scheme

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// field is one value of the file under the word that introduces it. Reading an absent or wrong value yields zero: what is wrong
// with it was said once, and the rest of the file is read on.
type field struct {
	*reader
	word string // as in deductible
	path string // as in rules.deductible, where the word alone is ambiguous
	line int
	node ast.Node // nil: the word is absent
}

func (f field) absent() bool { return f.node == nil }

// refuse adds a remark on this value, with an example of how it is written.
func (f field) refuse(format string, a ...any) {
	f.reader.refuse(f.line, "%s %s，例：%s", f.word, fmt.Sprintf(format, a...), f.example())
}

func (f field) example() string {
	if e, ok := examples[f.path]; ok {
		return e
	}
	if e, ok := examples[f.word]; ok {
		return e
	}
	above, _, _ := strings.Cut(f.path, ".")
	return examples[above]
}

// table is a mapping whose words are known.
type table struct {
	field
	values map[string]field
}

// table reads a mapping that may hold the given words and no others.
func (f field) table(words ...string) table {
	t := table{f, map[string]field{}}
	if !f.isMapping() {
		t.node = nil
		return t
	}
	for _, e := range f.entries() {
		if !slices.Contains(words, e.word) {
			f.reader.refuse(e.line, "%s 下没有“%s”这个词，只能写 %s，例：%s", f.title(), e.word, strings.Join(words, "、"), f.example())
			continue
		}
		t.values[e.word] = e
	}
	return t
}

// isMapping refuses whatever else stands where words with values should.
func (f field) isMapping() bool {
	if f.absent() {
		return false
	}
	_, ok := f.node.(ast.MapNode)
	if !ok {
		f.refuse("应写成“词: 值”，这里是%s", kindOf(f.node))
	}
	return ok
}

func (f field) title() string {
	if f.word == "" {
		return "方案"
	}
	return f.word
}

// get is the value under a word, absent if it was not written.
func (t table) get(word string) field {
	if v, ok := t.values[word]; ok {
		return v
	}
	return field{reader: t.reader, word: word, path: t.word + "." + word, line: t.line}
}

// need is get for a word that must be there.
func (t table) need(word string) field {
	v := t.get(word)
	if v.absent() && t.node != nil {
		t.reader.refuse(t.line, "%s 缺少 %s，例：%s", t.title(), word, v.example())
	}
	return v
}

// has tells whether a word was written.
func (t table) has(word string) bool { return !t.get(word).absent() }

// entries reads a mapping with free words, in the file's order. A word written twice counts once and is refused.
func (f field) entries() []field {
	if !f.isMapping() {
		return nil
	}
	var out []field
	for rows := f.node.(ast.MapNode).MapRange(); rows.Next(); {
		e, ok := f.entry(rows.KeyValue())
		if !ok {
			continue
		}
		if slices.ContainsFunc(out, func(o field) bool { return o.word == e.word }) {
			f.reader.refuse(e.line, "%s 下“%s”写了两次，请只留一处，例：%s", f.title(), e.word, e.example())
			continue
		}
		out = append(out, e)
	}
	return out
}

func (f field) entry(pair *ast.MappingValueNode) (field, bool) {
	word, ok := literal(pair.Key)
	if !ok {
		f.reader.refuse(lineOf(pair.Key), "%s 下的词不能用%s，请把内容直接写出，例：%s", f.title(), kindOf(pair.Key), f.example())
	}
	return field{f.reader, word, f.word + "." + word, lineOf(pair.Key), pair.Value}, ok
}

// items reads a list.
func (f field) items() []field {
	if f.absent() {
		return nil
	}
	list, ok := f.node.(*ast.SequenceNode)
	if !ok {
		f.refuse("应写成列表，这里是%s", kindOf(f.node))
		return nil
	}
	out := make([]field, len(list.Values))
	for i, n := range list.Values {
		out[i] = field{f.reader, f.word, f.path, lineOf(n), n}
	}
	return out
}

// some reads a list that must not be empty.
func (f field) some() []field {
	list, ok := f.node.(*ast.SequenceNode)
	if ok && len(list.Values) == 0 {
		f.refuse("是空的，至少写一项")
	}
	return f.items()
}
