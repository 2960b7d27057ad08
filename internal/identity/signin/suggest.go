package signin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"

	"fangpin/internal/pg"
)

// Suggest makes a free login name of a person's name: its pinyin, numbered where that is taken.
func Suggest(ctx context.Context, tx *pg.Tx, name string) (string, error) {
	base := letters(name)
	base = base[:min(len(base), 28)]
	if len(base) < 2 {
		base = "user"
	}
	var taken []string
	if err := tx.SelectContext(ctx, &taken, `SELECT name FROM login WHERE county = $1 AND starts_with(name, $2)`, tx.County, base); err != nil {
		return "", fmt.Errorf("look for logins: %w", err)
	}
	login := base
	for n := 2; slices.Contains(taken, login); n++ {
		login = fmt.Sprintf("%s%d", base, n)
	}
	return login, nil
}

// letters is a name in the letters and digits of a login name: 王芳 is wangfang.
func letters(name string) string {
	args := pinyin.NewArgs()
	args.Fallback = func(r rune, _ pinyin.Args) []string { return []string{string(r)} }
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(strings.Join(pinyin.LazyPinyin(name, args), "")))
}
