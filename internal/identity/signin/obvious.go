package signin

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// common are the words that passwords here are made of, and the runs of keys that fingers find. Ours, short on purpose: what it misses, the
// length makes up for.
var common = []string{
	"password", "passwd", "admin", "root", "system", "guest", "test", "user", "login", "welcome", "hello", "iloveyou", "woaini", "fangpin", "fangpinbao",
	"baoxian", "xiangcun", "zhenxing", "fupin", "mima", "denglu", "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "zxcvbnm", "zxcvbn", "1qaz2wsx", "qazwsx",
	"abcdefghijklm", "abcdef", "abc", "12345678901234567890", "1234567890", "123456789", "12345678", "123456", "12345", "1234", "123", "9876543210",
	"987654321", "654321", "5201314", "520", "1314", "666", "888", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027", "2028", "2029", "2030",
	"防贫保", "防贫", "乡村振兴局", "乡村振兴", "扶贫办", "扶贫", "密码",
}

// unguessed is how many characters must be left of a password without its obvious words, and how many of them must differ.
const unguessed = 6

// obvious tells whether little is left of a password without the words that everybody would try: the common ones and those nearby.
func obvious(password string, nearby []string) bool {
	rest := strings.ToLower(password)
	words := slices.Concat(nearby, common)
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) }) // or a part of a long word would save the rest
	for _, word := range words {
		if utf8.RuneCountInString(word) > 1 {
			rest = strings.ReplaceAll(rest, strings.ToLower(word), "")
		}
	}
	seen := map[rune]bool{}
	for _, r := range rest {
		seen[r] = true
	}
	return len(seen) < unguessed
}
