package pg_test

import (
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestRefuseServesOnlyTheApp(t *testing.T) {
	if err := pg.Refuse(t.Context(), pgtest.DB(t)); err != nil {
		t.Errorf("the app is refused: %v", err)
	}
	for role, why := range map[string]string{pg.Super: "超级用户", pg.Owner: "拥有业务表"} {
		err := pg.Refuse(t.Context(), pgtest.As(t, role))
		if fault.KindOf(err) != fault.Forbidden || !strings.Contains(fault.Message(err), why) {
			t.Errorf("Refuse(%s) = %v", role, err)
		}
	}
}

func TestRefuseALoginThatPassesTheWallBetweenCounties(t *testing.T) {
	super := pgtest.Super(t)
	super.MustExec(`DROP ROLE IF EXISTS test_bypass; CREATE ROLE test_bypass LOGIN BYPASSRLS`)
	t.Cleanup(func() { super.MustExec(`DROP ROLE test_bypass`) })
	if err := pg.Refuse(t.Context(), pgtest.As(t, "test_bypass")); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("Refuse = %v", err)
	}
}

func TestRolesTellsTheAdministratorWhatToDo(t *testing.T) {
	super := pgtest.Super(t)
	super.MustExec(`DROP ROLE IF EXISTS test_owner; CREATE ROLE test_owner LOGIN`)
	t.Cleanup(func() { super.MustExec(`DROP ROLE test_owner`) })
	url := pgtest.URL(t, "test_owner")
	err := pg.Roles(t.Context(), url)
	if fault.KindOf(err) != fault.Forbidden || !strings.Contains(fault.Message(err), `GRANT fangpin_door TO "test_owner";`) {
		t.Fatalf("Roles = %v", err)
	}
	super.MustExec(`GRANT fangpin_door TO "test_owner"`)
	if err := pg.Roles(t.Context(), url); err != nil {
		t.Errorf("Roles after the administrator's statements: %v", err)
	}
}

func TestTheAppNeverMigrates(t *testing.T) {
	super := pgtest.Super(t)
	super.MustExec(`DROP ROLE IF EXISTS test_member; CREATE ROLE test_member LOGIN; GRANT fangpin_app TO test_member`)
	t.Cleanup(func() { super.MustExec(`DROP ROLE test_member`) })
	for _, login := range []string{pg.App, "test_member"} {
		_, err := pg.Migrate(t.Context(), pgtest.URL(t, login))
		if fault.KindOf(err) != fault.Forbidden || !strings.Contains(fault.Message(err), "MIGRATE_URL") || strings.Contains(err.Error(), "GRANT") {
			t.Errorf("Migrate as %s = %v", login, err)
		}
	}
	super.MustExec(`GRANT fangpin_app TO fangpin_owner`)
	t.Cleanup(func() { super.MustExec(`REVOKE fangpin_app FROM fangpin_owner`) })
	if _, err := pg.Migrate(t.Context(), pgtest.URL(t, pg.Owner)); err != nil {
		t.Errorf("Migrate as an owner who is a member too: %v", err)
	}
}

func TestASessionIsTheSameOnEveryServer(t *testing.T) {
	super := pgtest.Super(t)
	var name string
	if err := super.Get(&name, `SELECT current_database()`); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{`default_transaction_isolation = 'serializable'`, `timezone = 'PRC'`, `bytea_output = 'escape'`, `search_path = 'public'`} {
		super.MustExec(`ALTER DATABASE ` + name + ` SET ` + setting)
	}
	db := pgtest.DB(t) // connects only now
	for setting, want := range map[string]string{
		"timezone": "UTC", "datestyle": "ISO, MDY", "bytea_output": "hex", "client_encoding": "UTF8", "application_name": "fangpin", "search_path": "fangpin",
		"default_transaction_isolation": "read committed", "transaction_isolation": "read committed",
	} {
		var got string
		if err := db.Get(&got, `SELECT current_setting($1)`, setting); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", setting, got, err, want)
		}
	}
}
