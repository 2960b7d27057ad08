package signing

import (
	"context"
	"fmt"

	"fangpin/internal/flow"
	"fangpin/internal/pg"
)

// Tasks are what waits for an administrator: a root where there is none, or a proposed one; keys that nobody vouched for; vouches, revocations and ways of signing to
// confirm.
func Tasks(ctx context.Context, tx *pg.Tx) (tasks []flow.Task, err error) {
	if !VouchStep.May(tx.By.Role) {
		return nil, nil
	}
	var n struct {
		Rooted  bool `db:"rooted"`
		Unable  bool `db:"unable"` // one kind of administrator can sign nothing under it any more
		Asked   int  `db:"asked"`  // roots that wait for the person
		Loose   int  `db:"loose"`
		Vouches int  `db:"vouches"`
		Stolen  int  `db:"stolen"`
		Ways    int  `db:"ways"`
	}
	err = tx.GetContext(ctx, &n, `
		WITH waiting AS (SELECT p.act, p.subject FROM proposal p JOIN staff s ON s.county = p.county AND s.id = p.proposed_by
		    WHERE p.county = $1 AND p.act IN ('root', 'passkey_vouch', 'passkey_revoke', 'signing') AND p.confirmed IS NULL AND p.expires_at > clock_timestamp()
		      AND p.proposed_by <> $2 AND s.role <> $3),
		  r AS (SELECT * FROM root WHERE county = $1 AND id = root_of($1))
		SELECT EXISTS (SELECT FROM r) AS rooted,
		  EXISTS (SELECT admins_unable($1, NULL)) AS unable,
		  (SELECT count(*) FROM waiting w JOIN root o ON o.county = $1 AND o.id = w.subject AND w.act = 'root' AND o.security_admin = $2) AS asked,
		  (SELECT count(*) FROM passkey k JOIN staff s ON s.county = k.county AND s.id = k.staff AND s.disabled_at IS NULL, r
		    WHERE k.county = $1 AND k.revoked_at IS NULL AND k.id NOT IN (r.system_key, r.security_key)
		      AND NOT EXISTS (SELECT FROM passkey_vouch v JOIN proposal p ON p.county = v.county AND p.act = 'passkey_vouch' AND p.subject = v.id
		        WHERE v.county = $1 AND v.passkey = k.id AND v.root = r.id AND (p.confirmed OR p.confirmed IS NULL AND p.expires_at > clock_timestamp()))) AS loose,
		  (SELECT count(*) FROM waiting WHERE act = 'passkey_vouch') AS vouches, (SELECT count(*) FROM waiting WHERE act = 'passkey_revoke') AS stolen,
		  (SELECT count(*) FROM waiting WHERE act = 'signing') AS ways`,
		tx.County, tx.By.ID, tx.By.Role)
	if err != nil {
		return nil, fmt.Errorf("count what waits for administrators: %w", err)
	}
	root := ConfirmRootStep.Verb
	if ProposeRootStep.May(tx.By.Role) {
		root = ProposeRootStep.Verb
	}
	if (!n.Rooted || n.Unable) && n.Asked == 0 {
		n.Asked = 1 // both are to know that there is none, or that it gives no right any more
	}
	for _, t := range []flow.Task{{Verb: root, Count: n.Asked}, {Verb: ProposeVouchStep.Verb, Count: n.Loose}, {Verb: VouchStep.Verb, Count: n.Vouches},
		{Verb: RevokeStep.Verb, Count: n.Stolen}, {Verb: AdoptStep.Verb, Count: n.Ways}} {
		if t.Count > 0 {
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}
