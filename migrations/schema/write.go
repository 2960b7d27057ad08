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
  graph [pack=4, packmode="array_c1", rankdir=RL, ranksep=0.9, nodesep=0.12, fontname="sans-serif", fontsize=20, labelloc=b, labeljust=l, label="箭头为外键；● 另有外键指向人员 staff"]
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
	for _, line := range s.row() {
		b.WriteString("  " + line + "\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// row are invisible lines that lay the rooms side by side which no line leads to from the others': each would stand on the right by itself, one
// below another, and leave the rest of the page empty.
func (s schema) row() (lines []string) {
	var last []string // of the room before, the tables on the right
	for _, room := range s.aside() {
		left, right := s.ends(room)
		for _, l := range left {
			for _, r := range last {
				lines = append(lines, fmt.Sprintf("%q -> %q [style=invis, weight=10]", l, r))
			}
		}
		last = right
	}
	return lines
}

// aside are the rooms that are not joined, over however many lines, to the one with the most tables. A room comes after those that it names.
func (s schema) aside() (rooms []string) {
	all, of, joined := s.rooms(), map[string]string{}, map[string]bool{}
	for _, t := range s.Tables {
		of[t.Name] = t.Room
	}
	joined[slices.MaxFunc(all, func(a, b string) int { return len(s.of(a)) - len(s.of(b)) })] = true
	for range all {
		for _, t := range s.Tables {
			for _, name := range t.Refers {
				if everywhere[name] == "" && (joined[t.Room] || joined[of[name]]) {
					joined[t.Room], joined[of[name]] = true, true
				}
			}
		}
	}
	var put func(room string)
	put = func(room string) {
		if joined[room] {
			return
		}
		joined[room] = true
		for _, t := range s.of(room) {
			for _, name := range t.Refers {
				if everywhere[name] == "" {
					put(of[name])
				}
			}
		}
		rooms = append(rooms, room)
	}
	for _, room := range all {
		put(room)
	}
	return rooms
}

// ends are a room's tables that name none, on the left, and those that none names, on the right. Some are both.
func (s schema) ends(room string) (left, right []string) {
	named := map[string]bool{}
	for _, t := range s.of(room) {
		for _, name := range t.Refers {
			named[name] = named[name] || everywhere[name] == ""
		}
	}
	for _, t := range s.of(room) {
		if !slices.ContainsFunc(t.Refers, func(name string) bool { return everywhere[name] == "" }) {
			left = append(left, t.Name)
		}
		if !named[t.Name] {
			right = append(right, t.Name)
		}
	}
	return left, right
}
