package rulefile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Field is one value of the file under the word that introduces it. Reading an absent or wrong value yields zero: what is wrong
// with it was said once, and the rest of the file is read on.
type Field struct {
	Word string // as in deductible
	Path string // as in rules.deductible, where the word alone is ambiguous
	Line int    // of the word, or of the item of a list
	file *File
	node ast.Node // nil: the word is absent
}

// Absent tells whether the word was not written.
func (f Field) Absent() bool { return f.node == nil }

// Refuse adds a remark on this value, with an example of how it is written.
func (f Field) Refuse(format string, a ...any) {
	f.RefuseAt(f.Line, "%s %s，例：%s", f.Word, fmt.Sprintf(format, a...), f.Example())
}

// RefuseAt adds a remark on a line, in its own words.
func (f Field) RefuseAt(line int, format string, a ...any) { f.file.refuse(line, format, a...) }

// Warn adds a warning on a line: the file holds, but a person should look.
func (f Field) Warn(line int, format string, a ...any) { f.file.warn(line, format, a...) }

// Mistakes is how many remarks there are so far for which the file is refused.
func (f Field) Mistakes() int { return len(f.file.errors) }

// Example shows how the value is written.
func (f Field) Example() string {
	examples := f.file.format.Examples
	if e, ok := examples[f.Path]; ok {
		return e
	}
	if e, ok := examples[f.Word]; ok {
		return e
	}
	above, _, _ := strings.Cut(f.Path, ".")
	return examples[above]
}

// Table is a mapping whose words are known.
type Table struct {
	Field
	values map[string]Field
}

// Table reads a mapping that may hold the given words and no others.
func (f Field) Table(words ...string) Table {
	t := Table{f, map[string]Field{}}
	if !f.isMapping() {
		t.node = nil
		return t
	}
	for _, e := range f.Entries() {
		if !slices.Contains(words, e.Word) {
			f.RefuseAt(e.Line, "%s 下没有“%s”这个词%s只能写 %s，例：%s", f.title(), e.Word, Perhaps(e.Word, words), strings.Join(words, "、"), f.Example())
			continue
		}
		t.values[e.Word] = e
	}
	return t
}

// Holds tells whether words with values stand here, where a single value may stand too.
func (f Field) Holds() bool {
	_, ok := f.node.(ast.MapNode)
	return ok
}

// Plain is the text of a single value; false where something else stands, which is not said.
func (f Field) Plain() (string, bool) {
	if f.Absent() {
		return "", false
	}
	return literal(f.node)
}

// isMapping refuses whatever else stands where words with values should.
func (f Field) isMapping() bool {
	if f.Absent() {
		return false
	}
	_, ok := f.node.(ast.MapNode)
	if !ok {
		f.Refuse("应写成“词: 值”，这里是%s", kindOf(f.node))
	}
	return ok
}

func (f Field) title() string {
	if f.Word == "" {
		return f.file.format.Title
	}
	return f.Word
}

// Get is the value under a word, absent if it was not written.
func (t Table) Get(word string) Field {
	if v, ok := t.values[word]; ok {
		return v
	}
	return Field{file: t.file, Word: word, Path: t.Word + "." + word, Line: t.Line}
}

// Need is Get for a word that must be there.
func (t Table) Need(word string) Field {
	v := t.Get(word)
	if v.Absent() && t.node != nil {
		t.RefuseAt(t.Line, "%s 缺少 %s，例：%s", t.title(), word, v.Example())
	}
	return v
}

// Has tells whether a word was written.
func (t Table) Has(word string) bool { return !t.Get(word).Absent() }

// Entries reads a mapping with free words, in the file's order. A word written twice counts once and is refused.
func (f Field) Entries() []Field {
	if !f.isMapping() {
		return nil
	}
	var out []Field
	for rows := f.node.(ast.MapNode).MapRange(); rows.Next(); {
		e, ok := f.entry(rows.KeyValue())
		if !ok {
			continue
		}
		if slices.ContainsFunc(out, func(o Field) bool { return o.Word == e.Word }) {
			f.RefuseAt(e.Line, "%s 下“%s”写了两次，请只留一处，例：%s", f.title(), e.Word, e.Example())
			continue
		}
		out = append(out, e)
	}
	return out
}

func (f Field) entry(pair *ast.MappingValueNode) (Field, bool) {
	word, ok := literal(pair.Key)
	if !ok {
		f.RefuseAt(lineOf(pair.Key), "%s 下的词不能用%s，请把内容直接写出，例：%s", f.title(), kindOf(pair.Key), f.Example())
	}
	return Field{word, f.Word + "." + word, lineOf(pair.Key), f.file, pair.Value}, ok
}

// Items reads a list.
func (f Field) Items() []Field {
	if f.Absent() {
		return nil
	}
	list, ok := f.node.(*ast.SequenceNode)
	if !ok {
		f.Refuse("应写成列表，这里是%s", kindOf(f.node))
		return nil
	}
	out := make([]Field, len(list.Values))
	for i, n := range list.Values {
		out[i] = Field{f.Word, f.Path, lineOf(n), f.file, n}
	}
	return out
}

// Some reads a list that must not be empty.
func (f Field) Some() []Field {
	list, ok := f.node.(*ast.SequenceNode)
	if ok && len(list.Values) == 0 {
		f.Refuse("是空的，至少写一项")
	}
	return f.Items()
}
