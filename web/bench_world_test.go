package web

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"fangpin/internal/deed"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/secret"
	"fangpin/monitoring/monitoringtest"
	"fangpin/payouts/payoutstest"
	"fangpin/reports"
)

// crowd is the county of testdata/crowd.sql, with its pages.
type crowd struct {
	*payoutstest.Office
	*testSite
	clerk, township, village, adjuster visitor
	taped                              http.Handler // the same pages, whose questions are written on the tape
	tape                               *tape
}

// newCrowd fills the county past every verb, and lets its people sign in.
func newCrowd(b *testing.B) *crowd {
	b.Helper()
	o := payoutstest.County(b)
	c := &crowd{Office: o, testSite: newSite(b, o.Office.Office)}
	at := map[string]any{
		"clerk": o.Who(who.Clerk).ID, "second": o.Other(who.Clerk).ID, "assessor": o.Who(who.Assessor).ID, "sender": o.Who(who.Sender).ID,
		"township": o.Who(who.Township).ID, "village": o.Who(who.Village).ID, "policy2024": o.Policy, "scheme2024": o.Scheme,
		"id_no": c.sealed("person.id_no", zhangID), "phone": c.sealed("person.phone", "13912345678"), "number": c.sealed("account.number", "622848040256489001"),
		"procedure": monitoringtest.Procedure, "told": c.told(), "body": literal(deed.Body{Version: deed.BodyVersion, County: o.Who(who.Clerk).County, Role: who.Clerk}.Encode()),
	}
	for _, year := range []int{2022, 2023} {
		at[fmt.Sprint("policy", year)], at[fmt.Sprint("scheme", year)] = o.Insure(b, year)
	}
	c.fill(b, at)
	c.clerk, c.township, c.village = c.as(o.Who(who.Clerk)), c.as(o.Who(who.Township)), c.as(o.Who(who.Village))
	adjuster := o.Who(who.Clerk)
	adjuster.ID, adjuster.Role, adjuster.Name = 1000007, who.Adjuster, "查勘员7"
	c.adjuster = c.as(adjuster)
	c.listen(b)
	return c
}

func (c *crowd) fill(b *testing.B, at map[string]any) {
	b.Helper()
	sql, err := os.ReadFile("testdata/crowd.sql")
	c.Must(err)
	var pairs []string
	for word, value := range at {
		pairs = append(pairs, ":"+word, fmt.Sprint(value))
	}
	super := pgtest.Super(b)
	super.SetMaxOpenConns(1)
	for _, part := range []string{strings.NewReplacer(pairs...).Replace(string(sql)), `VACUUM ANALYZE`} {
		if _, err := super.ExecContext(b.Context(), part); err != nil {
			b.Fatalf("fill: %v", err)
		}
	}
	for n := range many {
		_, err := super.ExecContext(b.Context(), `UPDATE person SET id_tag = $1 WHERE id = $2`, c.Keys.Tag(secret.IDNumber, knownNumber(n)), 1000000+4*knownHousehold(n))
		c.Must(err)
	}
}

// knownHousehold is one whose head is searched for by knownNumber; they are spread over the county.
func knownHousehold(n int) int { return n * 3001 }

func knownNumber(n int) string {
	seventeen := fmt.Sprintf("41990019600101%03d", n)
	return seventeen + string(idcard.CheckDigit(seventeen))
}

// literal is bytes as SQL writes them.
func literal(data []byte) string { return `'\x` + hex.EncodeToString(data) + `'` }

func (c *crowd) sealed(column, plain string) string {
	sealed, err := c.Keys.Seal(plain, secret.Context{County: c.Who(who.Clerk).County, Column: column})
	c.Must(err)
	return literal(sealed)
}

// told is what every reported row tells.
func (c *crowd) told() string {
	plain, err := json.Marshal(reports.Told{Name: "张守田", IDNumber: zhangID, Texts: map[string]string{"institution": "鹤壁市第三人民医院", "settlement": "JS001"}})
	c.Must(err)
	return c.sealed("report_row.told", string(plain))
}

// column reads a column past every wall.
func (c *crowd) column(query string) (values []string) {
	c.Must(pgtest.Super(c.t).SelectContext(c.t.Context(), &values, query))
	return values
}
