package pgtest

import (
	"testing"

	"github.com/pressly/goose/v3"

	"fangpin/internal/pg"
	"fangpin/migrations"
)

// Landed are the numbers at which releases ended that counties may still run on, the oldest first.
var Landed = []int64{10, 17, 45}

// At makes the schema of an older release anew in the test's database, empty, and answers its owner.
func At(t testing.TB, version int64) *pg.DB {
	t.Helper()
	owner := Owner(t)
	owner.MustExec(`DROP SCHEMA fangpin CASCADE; CREATE SCHEMA fangpin`)
	provider, err := goose.NewProvider(goose.DialectPostgres, owner.DB.DB, migrations.FS,
		goose.WithTableName("fangpin.goose_db_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return owner
}
