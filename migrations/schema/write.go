package main

import (
	"fmt"
	"slices"
	"strings"
)

// text is the whole schema as SQL, for people: bodies of functions stand in procedures/.
func (s schema) text() string {
	var b strings.Builder
	b.WriteString("-- The schema as it stands, room by room: written by make schema from an empty database that was migrated, compared by a test, never run.\n")
	for _, room := range s.rooms() {
		fmt.Fprintf(&b, "\n-- %s %s\n", room, strings.Repeat("-", 130-len(room)))
		for _, t := range s.of(room) {
			fmt.Fprintf(&b, "\n-- %s\nCREATE TABLE %s (\n  %s\n);\n", t.Title, t.Name, strings.Join(slices.Concat(t.Columns, t.Rules), ",\n  "))
			for _, statement := range t.Beside {
				b.WriteString(statement + ";\n")
			}
		}
	}
	b.WriteString("\n-- Views " + strings.Repeat("-", 125) + "\n")
	for _, view := range s.Views {
		b.WriteString("\n" + view + "\n")
	}
	b.WriteString("\n-- Functions: their bodies stand in procedures/ " + strings.Repeat("-", 86) + "\n\n")
	for _, f := range s.Functions {
		b.WriteString("-- " + f + "\n")
	}
	return b.String()
}

// rooms are the tables' rooms, each where its first table stands.
func (s schema) rooms() (rooms []string) {
	for _, t := range s.Tables {
		if !slices.Contains(rooms, t.Room) {
			rooms = append(rooms, t.Room)
		}
	}
	return rooms
}

func (s schema) of(room string) []table {
	return slices.DeleteFunc(slices.Clone(s.Tables), func(t table) bool { return t.Room != room })
}

// everywhere are tables that nearly every other names: their lines would hide the rest, so a mark stands for each.
var everywhere = map[string]string{"staff": "●"}

// picture is the tables in boxes, grouped by room, and their foreign keys as lines, in Graphviz's language.
func (s schema) picture() string {
	var b strings.Builder
	b.WriteString(`digraph schema {
  graph [rankdir=RL, ranksep=0.9, nodesep=0.12, fontname="sans-serif", fontsize=20, labelloc=b, labeljust=l, label="箭头为外键；● 另有外键指向人员 staff"]
  node [shape=box, style=filled, fillcolor=white, color="#565e68", fontname="sans-serif", fontsize=14, margin="0.12,0.05", height=0.3]
  edge [color="#12407a99", arrowsize=0.6]
`)
	for _, room := range s.rooms() {
		fmt.Fprintf(&b, "  subgraph %q {\n    graph [label=%q, labelloc=t, style=filled, fillcolor=\"#f3f6fa\", color=\"#d4d9df\", fontsize=18]\n", "cluster_"+room, room)
		for _, t := range s.of(room) {
			mark := ""
			for _, name := range t.Refers {
				mark += everywhere[name]
			}
			fmt.Fprintf(&b, "    %q [label=%q]\n", t.Name, strings.TrimSpace(t.Name+" "+t.Title+" "+mark))
		}
		b.WriteString("  }\n")
	}
	for _, t := range s.Tables {
		for _, name := range t.Refers {
			if everywhere[name] == "" {
				fmt.Fprintf(&b, "  %q -> %q\n", t.Name, name)
			}
		}
	}
	b.WriteString("}\n")
	return b.String()
}
