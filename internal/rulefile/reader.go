// Package rulefile answers one question: what did a county write in a file of rules, and on which line? It reads YAML by its words, keeps
// every remark with its line, in Chinese and with an example, and takes numbers from their text, never through a float.
package rulefile

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Format is what differs between files: what the whole is called, and how each of its words is written.
type Format struct {
	Title    string            // as in 方案
	Examples map[string]string // by word or, before that, by path (gap.of); of what a county names itself, by the word above it
}

// File is one file that is being read. It keeps every remark with its line, so that a person sees all of them at once.
type File struct {
	format   Format
	errors   []Note
	warnings []Note
}

// Open parses a text and hands over its words; without any, if it is no YAML, which has been said.
func (format Format) Open(src []byte) (*File, Field) {
	f := &File{format: format}
	return f, Field{Line: 1, file: f, node: f.root(src)}
}

// Malformed is what is wrong with the file, nil if nothing is.
func (f *File) Malformed() *Malformed {
	if len(f.errors) == 0 {
		return nil
	}
	return &Malformed{byLine(f.errors), byLine(f.warnings)}
}

// Warnings are the remarks on a file that holds.
func (f *File) Warnings() []Note { return byLine(f.warnings) }

func (f *File) refuse(line int, format string, a ...any) {
	f.errors = append(f.errors, note(line, format, a...))
}

func (f *File) warn(line int, format string, a ...any) {
	f.warnings = append(f.warnings, note(line, format, a...))
}

// maxSource keeps a mistaken upload from occupying the machine; a rule is a few kilobytes.
const maxSource = 64 << 10

// maxDepth keeps brackets in brackets from occupying it too: the parser takes a square of their depth.
const maxDepth = 32

// deepest is how deep brackets stand in brackets, those in texts and comments counted with the rest.
func deepest(src []byte) (most int) {
	depth := 0
	for _, b := range src {
		switch b {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		most = max(most, depth)
	}
	return most
}

// root parses the text and hands over the document's body; nil if it is no YAML.
func (f *File) root(src []byte) ast.Node {
	src = bytes.TrimPrefix(src, []byte("\xEF\xBB\xBF"))
	if len(src) > maxSource {
		f.refuse(1, "文件超过 64 KB，不像是%s文件", f.format.Title)
		return nil
	}
	if line := badUTF8(src); line > 0 {
		f.refuse(line, "不是 UTF-8 文字，请另存为 UTF-8 编码")
		return nil
	}
	if deepest(src) > maxDepth {
		f.refuse(1, "括号一层套一层超过 %d 层，不像是%s文件", maxDepth, f.format.Title)
		return nil
	}
	tree, err := parseYAML(src)
	if err != nil {
		f.refuse(lineOfError(err), "YAML 写法有误：请检查缩进、冒号后的空格、引号和括号是否成对，例：term: {from: 2024-01-01, to: 2024-12-31}")
		return nil
	}
	var bodies []ast.Node
	for _, doc := range tree.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType && doc.Body.Type() != ast.CommentGroupType {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		f.refuse(1, "文件是空的，%s从 %s 写起", f.format.Title, f.format.Examples["name"])
		return nil
	case 1:
		return bodies[0]
	default:
		f.refuse(lineOf(bodies[1]), "一个文件只写一个%s，请去掉“---”之后的部分", f.format.Title)
		return nil
	}
}

// parseYAML keeps duplicate keys in the tree: the Reader names them all. A rule is another person's file, so a fault of the
// parser on strange text is a refusal too, not the end of the program.
func parseYAML(src []byte) (tree *ast.File, err error) {
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
