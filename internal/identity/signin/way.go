package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

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
	var by Factors
	err := tx.GetContext(ctx, &by, `SELECT factors FROM session WHERE county = $1 AND token = decode($2, 'hex')`, tx.County, way)
	if errors.Is(err, sql.ErrNoRows) {
		return "本人登录（登录记录已不在库中）", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for a deed's session: %w", err)
	}
	return "本人登录，" + factored[by], nil
}
