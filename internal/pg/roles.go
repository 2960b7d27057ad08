package pg

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
)

// The roles that the migrations grant to. A login of another name works if it is a member of one of them.
const (
	Super  = "postgres"       // the private cluster's first role: makes the others, nothing else
	Owner  = "fangpin_owner"  // owns the tables, runs the migrations
	App    = "fangpin_app"    // what the program serves with: owns nothing, and sees no county but as a county's own login
	Reader = "fangpin_reader" // the group of the auditors' own logins
	Door   = "fangpin_door"   // owns the door functions; nobody logs in as it
	Gate   = "fangpin_gate"   // the app's equal that may also knock at the doors of money
)

// made says how each missing role is made.
var made = []struct{ role, statement string }{
	{App, `CREATE ROLE ` + App + ` LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`},
	{Reader, `CREATE ROLE ` + Reader + ` NOLOGIN NOSUPERUSER NOBYPASSRLS`},
	{Door, `CREATE ROLE ` + Door + ` NOLOGIN NOSUPERUSER NOBYPASSRLS`},
	{Gate, `CREATE ROLE ` + Gate + ` LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS INHERIT`},
}

// Roles makes the roles that are missing and lets the owner act for the doors. A login that may not do it gets a fault with the
// statements for the database's administrator.
func Roles(ctx context.Context, ownerURL string) error {
	db, err := Open(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := refuseApp(ctx, db); err != nil {
		return err
	}
	missing, err := missingRoles(ctx, db)
	if err != nil {
		return err
	}
	for _, statement := range missing {
		_, err := db.ExecContext(ctx, statement)
		if refused, ok := errors.AsType[*pq.Error](err); ok && refused.Code == pqerror.InsufficientPrivilege {
			return fault.Forbiddenf("数据库缺少本系统所需的角色，当前账号无权创建。请数据库管理员执行以下语句后重试：\n%s;", strings.Join(missing, ";\n"))
		}
		if err != nil {
			return fmt.Errorf("make roles: %w", err)
		}
	}
	return nil
}

// refuseApp keeps the app from becoming the owner: what it may do itself, no wall keeps it from. A member of it that may make nothing in
// the database is no owner either; a superuser counts as a member of every role and is one.
func refuseApp(ctx context.Context, db *DB) error {
	var login struct {
		Name string `db:"name"`
		App  bool   `db:"app"`
	}
	err := db.GetContext(ctx, &login, `
		SELECT r.rolname AS name, r.rolname = $1 OR NOT r.rolsuper AND NOT has_database_privilege(current_database(), 'CREATE')
		  AND EXISTS (SELECT FROM pg_roles app WHERE app.rolname = $1 AND pg_has_role(r.oid, app.oid, 'MEMBER')) AS app
		FROM pg_roles r WHERE r.rolname = current_user`, App)
	if err != nil {
		return fmt.Errorf("ask who migrates: %w", err)
	}
	if login.App {
		return fault.Forbiddenf("数据库账号 %s 只办业务，不能用来建表，也不要给它更多权限。请把 MIGRATE_URL 设为建表账号（数据库的所有者，如 %s）的连接地址，DATABASE_URL 不变，再运行一次", login.Name, Owner)
	}
	return nil
}

// missingRoles lists the statements still to be run, in order.
func missingRoles(ctx context.Context, db *DB) ([]string, error) {
	var have []string
	if err := db.SelectContext(ctx, &have, `SELECT rolname FROM pg_roles WHERE rolname IN ($1, $2, $3, $4)`, App, Reader, Door, Gate); err != nil {
		return nil, fmt.Errorf("list roles: %w", err)
	}
	exists := map[string]bool{}
	for _, role := range have {
		exists[role] = true
	}
	var missing []string
	for _, m := range made {
		if !exists[m.role] {
			missing = append(missing, m.statement)
		}
	}
	login, member, sees := "", false, false
	if err := db.GetContext(ctx, &login, `SELECT current_user`); err != nil {
		return nil, fmt.Errorf("ask who the owner is: %w", err)
	}
	if exists[App] && exists[Gate] {
		if err := db.GetContext(ctx, &sees, `SELECT pg_has_role($1, $2, 'USAGE')`, Gate, App); err != nil {
			return nil, fmt.Errorf("ask whether the gate sees what the app sees: %w", err)
		}
	}
	if !sees {
		missing = append(missing, `GRANT `+App+` TO `+Gate)
	}
	if exists[Door] {
		if err := db.GetContext(ctx, &member, `SELECT pg_has_role($1, 'MEMBER')`, Door); err != nil {
			return nil, fmt.Errorf("ask whether the owner may act for the doors: %w", err)
		}
	}
	if !member {
		missing = append(missing, `GRANT `+Door+` TO `+pq.QuoteIdentifier(login))
	}
	return missing, nil
}

// CountyLogins makes the logins of counties that are missing, for each role whose URL is given, and sets the password of those that do not come
// in by it. A login that may not do it gets a fault with the statements for the database's administrator, in which no password stands in clear.
func CountyLogins(ctx context.Context, ownerURL string, urls map[string]string, counties []string, password Password) error {
	db, err := Open(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer db.Close()
	var refused []string
	for _, county := range counties {
		for _, role := range slices.Sorted(maps.Keys(urls)) {
			statement, err := countyLogin(ctx, db, urls[role], role, CountyLogin(role, county), password)
			if err != nil {
				return err
			}
			if statement != "" {
				refused = append(refused, statement)
			}
		}
	}
	if len(refused) > 0 {
		return fault.Forbiddenf("各县（区）在数据库中有各自的账号，当前账号无权建立。请数据库管理员执行以下语句后重试：\n%s;", strings.Join(refused, ";\n"))
	}
	return nil
}

// countyLogin makes one, or answers the statement that the owner may not run.
func countyLogin(ctx context.Context, db *DB, url, role, login string, password Password) (statement string, err error) {
	var exists bool
	if err := db.GetContext(ctx, &exists, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, login); err != nil {
		return "", fmt.Errorf("look for login %s: %w", login, Fault(err))
	}
	if exists && (password == nil || opens(ctx, url, login, password)) {
		return "", nil
	}
	statement = `ALTER ROLE ` + login + ` LOGIN`
	if !exists {
		statement = `CREATE ROLE ` + login + ` LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS INHERIT IN ROLE ` + role
	}
	if password != nil {
		config, err := configOf(url)
		if err != nil {
			return "", err
		}
		verifier, err := scram(password(login, config.Password))
		if err != nil {
			return "", err
		}
		statement += ` PASSWORD '` + verifier + `'`
	}
	_, err = db.ExecContext(ctx, statement)
	switch refused, ok := errors.AsType[*pq.Error](err); {
	case ok && refused.Code == pqerror.InsufficientPrivilege:
		return statement, nil
	case ok && (refused.Code == pqerror.DuplicateObject || refused.Code == pqerror.UniqueViolation): // another program was first
		return "", nil
	case err != nil:
		return "", fmt.Errorf("make login %s: %w", login, Fault(err))
	}
	return "", nil
}

// opens tells whether the login comes in by its password.
func opens(ctx context.Context, url, login string, password Password) bool {
	db, err := connect(url, login, password)
	if err != nil {
		return false
	}
	defer db.Close()
	return db.PingContext(ctx) == nil
}

// scram is what PostgreSQL keeps of a password (RFC 5802, SCRAM-SHA-256), so that the password itself is in no statement and no log.
func scram(password string) (string, error) {
	const rounds = 4096
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	salted, err := pbkdf2.Key(sha256.New, password, salt, rounds, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("hash a login's password: %w", err)
	}
	keyed := func(say string) []byte {
		mac := hmac.New(sha256.New, salted)
		mac.Write([]byte(say))
		return mac.Sum(nil)
	}
	stored := sha256.Sum256(keyed("Client Key"))
	text := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", rounds, text(salt), text(stored[:]), text(keyed("Server Key"))), nil
}

// Refuse is the wall behind the walls: a login that owns tables, is superuser or passes row-level security would see every
// county and could rewrite what is sealed, so the program does not serve with it.
func Refuse(ctx context.Context, db *DB) error {
	var login struct {
		Name   string `db:"name"`
		Super  bool   `db:"super"`
		Bypass bool   `db:"bypass"`
		Owns   bool   `db:"owns"`
		Door   bool   `db:"door"`
	}
	err := db.GetContext(ctx, &login, `
		SELECT r.rolname AS name, r.rolsuper AS super, r.rolbypassrls AS bypass, pg_has_role(r.oid, '`+Door+`', 'MEMBER') AS door,
		  EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		          WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
		            AND n.nspname NOT LIKE 'pg\_%' AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owns
		FROM pg_roles r WHERE r.rolname = current_user`)
	if err != nil {
		return fmt.Errorf("ask what the login may do: %w", err)
	}
	why := ""
	switch {
	case login.Super:
		why = "是超级用户"
	case login.Bypass:
		why = "不受行级权限（按县隔离）约束"
	case login.Owns:
		why = "拥有业务表"
	case login.Door:
		why = "可以代替数据库过程的所有者 " + Door + "，不受按县隔离约束"
	default:
		return nil
	}
	return fault.Forbiddenf("数据库账号 %s %s，不能用来运行业务。请把 DATABASE_URL 改为 %s 或其成员账号；建表账号只写在 MIGRATE_URL 中", login.Name, why, App)
}

// RefuseUnparted keeps the two logins apart: whoever serves the pages may not knock at the gate's doors, and the gate must.
func RefuseUnparted(ctx context.Context, db *DB, gate bool) error {
	var login struct {
		Name   string `db:"name"`
		Knocks bool   `db:"knocks"`
	}
	if err := db.GetContext(ctx, &login, `SELECT current_user AS name, pg_has_role($1, 'MEMBER') AS knocks`, Gate); err != nil {
		return fmt.Errorf("ask at which doors the login may knock: %w", err)
	}
	switch {
	case gate && !login.Knocks:
		return fault.Forbiddenf("数据库账号 %s 不能办理审批和发送，请把 GATE_URL 改为 %s 或其成员账号", login.Name, Gate)
	case !gate && login.Knocks:
		return fault.Forbiddenf("数据库账号 %s 是签批服务的账号，不能用来提供网页。请把 DATABASE_URL 改为 %s 或其成员账号，%s 只写在 GATE_URL 中", login.Name, App, Gate)
	}
	return nil
}
