package kit

import (
	"fmt"
	"html/template"
	"slices"
	"text/template/parse"

	"fangpin/internal/flow"
)

// check refuses a page that asks after a step that no room has, or an address that no route has: .May "claims.entrust" and .Sees
// "/claims" stand in pages as text, and a misspelt one would only ever hide something.
func (h *House) check(page *template.Template) error {
	for _, t := range page.Templates() {
		if t.Tree == nil {
			continue
		}
		if err := h.checkNode(t.Tree.Root); err != nil {
			return fmt.Errorf("%s: %w", t.Name(), err)
		}
	}
	return nil
}

func (h *House) checkNode(n parse.Node) error {
	for _, below := range nodesOf(n) {
		if err := h.checkNode(below); err != nil {
			return err
		}
	}
	if c, ok := n.(*parse.CommandNode); ok {
		return h.checkCommand(c)
	}
	return nil
}

// nodesOf are the nodes right below one.
func nodesOf(n parse.Node) (below []parse.Node) {
	branch := func(b parse.BranchNode) []parse.Node {
		below := []parse.Node{b.Pipe, b.List}
		if b.ElseList != nil {
			below = append(below, b.ElseList)
		}
		return below
	}
	switch n := n.(type) {
	case *parse.ListNode:
		return n.Nodes
	case *parse.IfNode:
		return branch(n.BranchNode)
	case *parse.RangeNode:
		return branch(n.BranchNode)
	case *parse.WithNode:
		return branch(n.BranchNode)
	case *parse.ActionNode:
		return []parse.Node{n.Pipe}
	case *parse.TemplateNode:
		if n.Pipe != nil {
			return []parse.Node{n.Pipe}
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			below = append(below, c)
		}
	case *parse.CommandNode:
		return n.Args
	case *parse.ChainNode:
		return []parse.Node{n.Node}
	}
	return below
}

// checkCommand looks at one call: of May and Sees, its one argument.
func (h *House) checkCommand(c *parse.CommandNode) error {
	var name string
	switch f := c.Args[0].(type) {
	case *parse.FieldNode:
		name = f.Ident[len(f.Ident)-1]
	case *parse.VariableNode:
		name = f.Ident[len(f.Ident)-1]
	}
	if name != "May" && name != "Sees" {
		return nil
	}
	if len(c.Args) != 2 {
		return fmt.Errorf("%s asks after one thing", c)
	}
	asked, ok := c.Args[1].(*parse.StringNode)
	if !ok {
		return fmt.Errorf("%s names nothing that can be checked", c)
	}
	known := slices.ContainsFunc(h.Steps, func(s flow.Step) bool { return s.Verb == asked.Text })
	if name == "Sees" {
		known = slices.ContainsFunc(h.Routes, func(r Route) bool { return r.Path == asked.Text })
	}
	if !known {
		return fmt.Errorf("%s: there is no %s", c, asked)
	}
	return nil
}
