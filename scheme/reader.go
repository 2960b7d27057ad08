package scheme

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// reader walks a scheme's YAML and keeps every remark with its line, so that a person sees all of them at once.
type reader struct {
	errors   []Note
	warnings []Note
}

func (r *reader) refuse(line int, format string, a ...any) {
	r.errors = append(r.errors, Note{line, fmt.Sprintf(format, a...)})
}

func (r *reader) warn(line int, format string, a ...any) {
	r.warnings = append(r.warnings, Note{line, fmt.Sprintf(format, a...)})
}

// maxSource keeps a mistaken upload from occupying the machine; a scheme is a few kilobytes.
const maxSource = 64 << 10

// root parses the text and hands over the document's body; nil if it is no YAML.
func (r *reader) root(src []byte) ast.Node {
	src = bytes.TrimPrefix(src, []byte("\xEF\xBB\xBF"))
	if len(src) > maxSource {
		r.refuse(1, "文件超过 64 KB，不像是方案文件")
		return nil
	}
	if line := badUTF8(src); line > 0 {
		r.refuse(line, "不是 UTF-8 文字，请另存为 UTF-8 编码")
		return nil
	}
	file, err := parseYAML(src)
	if err != nil {
		r.refuse(lineOfError(err), "YAML 写法有误：请检查缩进、冒号后的空格、引号和括号是否成对，例：term: {from: 2024-01-01, to: 2024-12-31}")
		return nil
	}
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType && doc.Body.Type() != ast.CommentGroupType {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		r.refuse(1, "文件是空的，方案从 %s 写起", examples["name"])
		return nil
	case 1:
		return bodies[0]
	default:
		r.refuse(lineOf(bodies[1]), "一个文件只写一个方案，请去掉“---”之后的部分")
		return nil
	}
}

// parseYAML keeps duplicate keys in the tree: the reader names them all. A scheme is another person's file, so a fault of the
// parser on strange text is a refusal too, not the end of the program.
func parseYAML(src []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("parse: %v", p)
		}
	}()
	return parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
}

// badUTF8 is the first line that is not UTF-8, 0 if there is none.
func badUTF8(src []byte) int {
	for i, line := range bytes.Split(src, []byte("\n")) {
		if !utf8.Valid(line) {
			return i + 1
		}
	}
	return 0
}

func lineOfError(err error) int {
	if e, ok := errors.AsType[yaml.Error](err); ok && e.GetToken() != nil {
		return e.GetToken().Position.Line
	}
	return 1
}

// lineOf is where a node begins.
func lineOf(n ast.Node) int {
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	if tk := n.GetToken(); tk != nil {
		return tk.Position.Line
	}
	return 1
}

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
	return examples[f.word]
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

// literal is a scalar's own text: what was written, not what YAML would make of it.
func literal(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}

// kindOf names what stands where something else was expected.
func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.NullNode:
		return "空白"
	case ast.MapNode:
		return "“词: 值”"
	case *ast.SequenceNode:
		return "列表"
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return "锚点或引用（& * <<）"
	case *ast.TagNode:
		return "标签（!）"
	case *ast.LiteralNode:
		return "多行文字（| 或 >）"
	default:
		return "单个值"
	}
}
