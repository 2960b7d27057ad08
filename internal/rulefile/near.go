package rulefile

// Nearest is the known word that a text is most like, empty where none is: more than half of its letters would have to be others.
func Nearest(text string, known []string) (word string) {
	least := 0
	for _, k := range known {
		d := distance([]rune(text), []rune(k))
		if 2*d <= max(len([]rune(text)), len([]rune(k))) && (word == "" || d < least) {
			word, least = k, d
		}
	}
	return word
}

// distance is how many letters must be changed, put in or taken out to make one text of the other (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		corner := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := corner
			if x != y {
				change++
			}
			corner, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Perhaps asks whether the nearest known word was meant; nothing where none is near.
func Perhaps(text string, known []string) string {
	if word := Nearest(text, known); word != "" {
		return "，是不是“" + word + "”？"
	}
	return "，"
}
