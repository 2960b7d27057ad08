package webtest

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func set(n *html.Node, key, value string) {
	unset(n, key)
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func unset(n *html.Node, key string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// is matches an element by its tag.
func is(tag string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == tag }
}

// first is the first element of the tree that matches, seen or not; nil if none does.
func first(root *html.Node, match func(*html.Node) bool) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			return n
		}
	}
	return nil
}

// seen are the elements under root that match and can be seen, in reading order.
func seen(root *html.Node, match func(*html.Node) bool) (found []*html.Node) {
	for n := range root.ChildNodes() {
		if n.Type != html.ElementNode || unseen(n) {
			continue
		}
		if match(n) {
			found = append(found, n)
		}
		found = append(found, seen(n, match)...)
	}
	return found
}

// unseen tells of an element that is not for the eye, or folded away.
func unseen(n *html.Node) bool {
	folded := n.Parent != nil && n.Parent.Data == "details" && !has(n.Parent, "open") && n.Data != "summary"
	return folded || has(n, "hidden") || n.Data == "input" && attr(n, "type") == "hidden" ||
		slices.Contains([]string{"head", "script", "style", "template", "datalist"}, n.Data)
}

// under tells whether a node lies below another.
func under(n, above *html.Node) bool {
	for a := range n.Ancestors() {
		if a == above {
			return true
		}
	}
	return false
}

// around is the nearest element around the node that matches; nil if none does.
func around(n *html.Node, match func(*html.Node) bool) *html.Node {
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && match(a) {
			return a
		}
	}
	return nil
}

// selector is the CSS path from the document's root to the element.
func selector(n *html.Node) string {
	var steps []string
	for ; n.Type == html.ElementNode; n = n.Parent {
		at := 1
		for s := n.PrevSibling; s != nil; s = s.PrevSibling {
			if s.Type == html.ElementNode {
				at++
			}
		}
		steps = append(steps, fmt.Sprintf("%s:nth-child(%d)", n.Data, at))
	}
	slices.Reverse(steps)
	return strings.Join(steps, ">")
}
