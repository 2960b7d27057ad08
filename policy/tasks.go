package policy

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/flow"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
)

// Tasks are what waits for the acting person in this room: schemes that another proposed, policy years without their roster.
func Tasks(ctx context.Context, tx *pg.Tx) (tasks []flow.Task, err error) {
	if tx.By.Role != who.Clerk && tx.By.Role != who.Approver {
		return nil, nil
	}
	err = tx.SelectContext(ctx, &tasks, `
		SELECT $2 AS verb, COUNT(*) AS count FROM scheme s WHERE county = $1 AND proposed_by <> $3 AND term_to >= $4
		  AND NOT EXISTS (SELECT FROM adoption a WHERE a.county = s.county AND a.scheme = s.id)
		  AND COALESCE((SELECT x.confirmed IS NULL AND x.expires_at > clock_timestamp() FROM proposal x
		    WHERE x.county = s.county AND x.act = 'scheme' AND x.subject = s.id ORDER BY x.id DESC LIMIT 1), true) HAVING COUNT(*) > 0
		UNION ALL
		SELECT $5, COUNT(*) FROM policy p WHERE county = $1 AND $6 AND to_on >= $4
		  AND NOT EXISTS (SELECT FROM insured_group g WHERE g.county = p.county AND g.policy = p.id) HAVING COUNT(*) > 0`,
		tx.County, AdoptStep.Verb, tx.By.ID, calendar.DateOf(tx.Now), InsureStep.Verb, tx.By.Role == who.Clerk)
	if err != nil {
		return nil, fmt.Errorf("tasks: %w", err)
	}
	return tasks, nil
}
