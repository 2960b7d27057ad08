package pg_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
)

func TestFault(t *testing.T) {
	db := pgtest.DB(t)
	raise := func(state string) string {
		return fmt.Sprintf(`DO $$ BEGIN RAISE EXCEPTION '花名册已变更' USING ERRCODE = '%s', DETAIL = '7, 9'; END $$`, state)
	}
	prepare := `CREATE TEMP TABLE parent (id INT PRIMARY KEY);
		CREATE TEMP TABLE child (id INT UNIQUE NOT NULL, parent INT REFERENCES parent, n INT CONSTRAINT child_n CHECK (n > 0)); INSERT INTO child VALUES (1); `
	for _, c := range []struct {
		name, statement string
		kind            fault.Kind
		message, behind string // parts of what the person and the operator read
	}{
		{"step", raise("FPSTA"), fault.Conflict, "花名册已变更", "7, 9"},
		{"digest", raise("FPSUM"), fault.Conflict, "花名册已变更", "FPSUM"},
		{"hands", raise("FPHND"), fault.Forbidden, "花名册已变更", "7, 9"},
		{"objection", raise("FPOBJ"), fault.Blocked, "花名册已变更", ""},
		{"clock", raise("FPCLK"), fault.Blocked, "花名册已变更", ""},
		{"calendar", raise("FPCAL"), fault.Blocked, "花名册已变更", ""},
		{"place", raise("FPPLC"), fault.Blocked, "花名册已变更", ""},
		{"date", raise("FPDAT"), fault.Blocked, "花名册已变更", ""},
		{"payee died", raise("FPDED"), fault.Blocked, "花名册已变更", ""},
		{"account", raise("FPACC"), fault.Blocked, "花名册已变更", ""},
		{"fund", raise("FPFND"), fault.Blocked, "花名册已变更", ""},
		{"isolation", raise("FPISO"), fault.Blocked, "花名册已变更", ""},
		{"a library that was replaced", raise("58P01"), fault.Blocked, "请重新启动 fangpin", "58P01"},
		{"time", raise("FPTIM"), fault.Blocked, "花名册已变更", "FPTIM"},
		{"unique", prepare + `INSERT INTO child VALUES (1)`, fault.Conflict, "已经登记过", "child_id_key"},
		{"foreign key", prepare + `INSERT INTO child VALUES (2, 5)`, fault.Invalid, "引用", "child_parent_fkey"},
		{"check", prepare + `INSERT INTO child VALUES (2, NULL, 0)`, fault.Invalid, "登记规则", "child_n"},
		{"not null", prepare + `INSERT INTO child VALUES (NULL)`, fault.Invalid, "必填", ""},
		{"too large", `SELECT 10000000000000::NUMERIC(14,2)`, fault.Invalid, "数值过大", ""},
		{"no character", raise("22021"), fault.Invalid, "不能识别的字符", ""},
		{"serialization", raise("40001"), fault.Conflict, "重试", ""},
		{"deadlock", raise("40P01"), fault.Conflict, "重试", ""},
		{"lock timeout", raise("55P03"), fault.Conflict, "重试", ""},
		{"password", raise("28P01"), fault.Invalid, "密码不对", "花名册"},
		{"privilege", raise("42501"), fault.Blocked, "MIGRATE_URL", "花名册"},
		{"before migrate", `SELECT FROM no_such_table`, fault.Blocked, "fangpin migrate", "no_such_table"},
		{"interrupted", raise("57014"), fault.Unavailable, "已中断", ""},
		{"full", raise("53300"), fault.Unavailable, "稍后再试", "53300"},
		{"ending", raise("57P01"), fault.Unavailable, "没有生效", "57P01"},
		{"no room", raise("53100"), fault.Unavailable, "磁盘已满", "53100"},
		{"a mistake of ours", `SELECT 1/0`, fault.Internal, "系统内部出错", "22012"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, refused := db.ExecContext(t.Context(), c.statement)
			err := pg.Fault(refused)
			if fault.KindOf(err) != c.kind || !strings.Contains(fault.Message(err), c.message) || !strings.Contains(err.Error(), c.behind) {
				t.Errorf("Fault(%v) = kind %d, %v", refused, fault.KindOf(err), err)
			}
		})
	}
}

func TestFaultLeavesTheRestAlone(t *testing.T) {
	if err := pg.Fault(nil); err != nil {
		t.Errorf("Fault(nil) = %v", err)
	}
	if said := fault.Invalidf("已说过"); pg.Fault(said) != said {
		t.Error("a fault was wrapped again")
	}
	if err := pg.Fault(sql.ErrConnDone); fault.KindOf(err) != fault.Internal || !errors.Is(err, sql.ErrConnDone) {
		t.Errorf("Fault(ErrConnDone) = %v", err)
	}
}
