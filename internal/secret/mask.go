package secret

import "strings"

// Mask is a personal value as a screen or a paper may show it (脱敏): an ID number by its area and last four, an account by its last
// four, a phone by its first three and last four, a name by its first character. A value too short to hide anything is hidden whole.
func Mask(kind Kind, value string) string {
	runes := []rune(value)
	switch kind {
	case IDNumber:
		return between(runes, 4, 4, 15)
	case Account:
		return between(runes, 0, 4, 8)
	case Phone:
		return between(runes, 3, 4, 11)
	case Name:
		return between(runes[:min(2, len(runes))], 1, 0, 2)
	default:
		return strings.Repeat("*", len(runes))
	}
}

// between shows the first and the last characters of a value that is long enough, and a star for each other.
func between(value []rune, first, last, enough int) string {
	if len(value) < enough {
		return strings.Repeat("*", len(value))
	}
	hidden := len(value) - first - last
	return string(value[:first]) + strings.Repeat("*", hidden) + string(value[len(value)-last:])
}
