package pg

import (
	"database/sql/driver"
	"testing"
)

func TestAListOfNoneIsNotEverything(t *testing.T) {
	for name, c := range map[string]struct {
		among driver.Valuer
		want  driver.Value
	}{
		"not narrowed": {Among[int64]{}, nil},
		"never filled": {Only[int64](nil), "{}"},
		"empty":        {Only([]int64{}), "{}"},
		"one":          {Only([]int64{7}), "{7}"},
		"bytes":        {Only([][]byte{{0xab}}), `{"\\xab"}`},
		"no bytes":     {Only[[]byte](nil), "{}"},
	} {
		if got, err := c.among.Value(); err != nil || got != c.want {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}
