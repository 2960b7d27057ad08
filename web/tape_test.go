package web

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

// asked is one statement with what it was given.
type asked struct {
	query string
	args  []any
}

// tape stands before a driver and writes down what it is asked.
type tape struct {
	driver.Connector
	asked []asked
}

// Connect opens a connection that is listened to.
func (t *tape) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := t.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return taped{c.(conn), t}, nil
}

// conn is what of a driver's connection the program uses.
type conn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.QueryerContext
	driver.ExecerContext
	driver.NamedValueChecker
}

type taped struct {
	conn
	tape *tape
}

// QueryContext writes a question down and asks it.
func (c taped) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	one := asked{query: query}
	for _, a := range args {
		one.args = append(one.args, a.Value)
	}
	c.tape.asked = append(c.tape.asked, one)
	return c.conn.QueryContext(ctx, query, args)
}

// listen gives the crowd a second site, like the first, whose questions are written down. Who has signed in is asked of the first.
func (c *crowd) listen(b *testing.B) {
	b.Helper()
	at, err := url.Parse(pgtest.URL(b, pg.CountyLogin(pg.App, "410602")))
	c.Must(err)
	query := at.Query()
	query.Set("search_path", pg.Schema)
	at.RawQuery = query.Encode()
	connector, err := pq.NewConnector(at.String())
	c.Must(err)
	c.tape = &tape{Connector: connector}
	db := sqlx.NewDb(sql.OpenDB(c.tape), "postgres")
	b.Cleanup(func() { _ = db.Close() })
	site := *c.site
	site.DB = &pg.DB{DB: db, Clock: c.DB.Clock}
	c.taped, err = Handler(&site)
	c.Must(err)
}

// bare is the SQL of a page and nothing around it: the statements that ask for the rows it shows, without those that only count them, but where counts are
// what it shows.
func (c *crowd) bare(v visitor, ask ask) (statements []asked) {
	v.testSite = &testSite{handler: c.taped, t: c.t}
	c.tape.asked = nil
	ask.of(v)
	for _, one := range c.tape.asked {
		if ask.path == "/" || !strings.HasPrefix(strings.TrimSpace(one.query), "SELECT COUNT(*)") {
			statements = append(statements, one)
		}
	}
	return statements
}

// run asks statements in one transaction of the county through plain database/sql, and reads every row.
func run(ctx context.Context, db *sql.DB, county string, statements []asked) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, `SET LOCAL fangpin.county = '`+county+`'`); err != nil {
		return err
	}
	for _, one := range statements {
		if err := readAll(ctx, tx, one); err != nil {
			return err
		}
	}
	return nil
}

func readAll(ctx context.Context, tx *sql.Tx, one asked) error {
	rows, err := tx.QueryContext(ctx, one.query, one.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}
