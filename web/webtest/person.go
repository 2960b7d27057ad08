// Package webtest puts people in front of the pages: a script tells what each of them does, in the words that stand on the page, and runs
// as it is over plain HTTP (Visit) and in a real browser (Open).
//
// Nothing is found by its markup. A link is found by its text, a button by its caption, a field by its label: what a person, or a screen
// reader, has to go by. White space does not count between Chinese words. Where several things answer to the same words, the script says
// which with In; whatever cannot be done ends the test with the page's title, address and problem.
package webtest

// Person is somebody at the pages, signed in or not.
type Person interface {
	Open(path string)                     // types an address, from the root: /claims?status=filed
	Follow(link string)                   // clicks a link
	Fill(label, value string)             // types into a field; dates and months as 2024-09-05, 2024-09
	Choose(label, option string)          // picks from a drop-down, or from the radio buttons under a legend
	Check(label string)                   // ticks a box
	Attach(label string, files ...string) // picks files from this machine
	Press(button string)                  // sends the form that the button belongs to
	Unfold(summary string)                // opens what is folded
	Download(words string) File           // clicks a link or button that answers with a file

	See(words ...string)            // all of them stand on the page
	SeeNot(words ...string)         // none of them does
	Value(label string) string      // what a field holds
	Rows(caption string) [][]string // a table's body, cell by cell
	Text() string                   // all that can be read
	Path() string                   // the address from its root, with its query

	// In is the same person who looks at one thing only: the smallest table row, list item, article, section, field set or form that
	// has all these words.
	In(words ...string) Person
}

// File is what a download left.
type File struct {
	Name    string
	Content []byte
}
