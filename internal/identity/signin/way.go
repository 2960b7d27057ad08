package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Terminal is where somebody signs in from who works at the machine's command line, as the log has it.
const Terminal = "命令行"

var factored = map[Factors]string{ByPassword: "凭密码", ByCode: "凭密码和动态口令", ByPasskey: "凭通行密钥"}

// WayTitle is by what somebody did a deed, as people say it (凭何办理).
func WayTitle(ctx context.Context, tx *pg.Tx, way who.Way) (string, error) {
	switch {
	case way == who.Operator:
		return "运维命令（在服务器上，凭数据库所有者账号）", nil
	case way == who.Demonstration:
		return "演示自动办理", nil
	case !way.Session():
		return "旧版存证，未写明", nil
	}
	var s struct {
		Factors Factors `db:"factors"`
		Address string  `db:"address"`
	}
	err := tx.GetContext(ctx, &s, `
		SELECT s.factors, COALESCE((SELECT l.address FROM signin_log l WHERE l.county = $1 AND l.session = s.token ORDER BY l.id LIMIT 1), '') AS address
		FROM session s WHERE s.county = $1 AND s.token = decode($2, 'hex')`, tx.County, way)
	if errors.Is(err, sql.ErrNoRows) {
		return "本人登录（登录记录已不在库中）", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for a deed's session: %w", err)
	}
	title := "本人登录，" + factored[s.Factors]
	if s.Address == Terminal {
		title += "，在命令行"
	}
	return title, nil
}
