package policy

import (
	"context"
	"fmt"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/pg"
	"fangpin/scheme"
)

// Proposal is a scheme with who proposed it and who confirmed it since when.
type Proposal struct {
	stored
	TermFrom   calendar.Date  `db:"term_from"`
	TermTo     calendar.Date  `db:"term_to"`
	ProposedBy int64          `db:"proposed_by"`
	Proposer   string         `db:"proposer"`
	Adopter    *string        `db:"adopter"` // nil while it waits for a second person
	From       *calendar.Date `db:"from_on"` // in force since; nil likewise
	Scheme     *scheme.Scheme `db:"-"`
}

const proposals = `
	SELECT s.id, s.hash, s.source, s.term_from, s.term_to, s.proposed_by, p.name AS proposer, c.name AS adopter, a.from_on
	FROM scheme s JOIN staff p ON p.county = s.county AND p.id = s.proposed_by
	LEFT JOIN adoption a ON a.county = s.county AND a.scheme = s.id LEFT JOIN staff c ON c.county = a.county AND c.id = a.confirmed_by
	WHERE s.county = $1 AND ($2::bigint = 0 OR s.id = $2) ORDER BY s.id DESC`

// Proposals lists every scheme of the county, the newest first.
func Proposals(ctx context.Context, tx *pg.Tx) ([]Proposal, error) { return findProposals(ctx, tx, 0) }

// GetProposal is one scheme. None is NotFound.
func GetProposal(ctx context.Context, tx *pg.Tx, id int64) (Proposal, error) {
	found, err := findProposals(ctx, tx, id)
	if err != nil {
		return Proposal{}, err
	}
	if id == 0 || len(found) == 0 {
		return Proposal{}, fault.NotFoundf("没有找到该理赔方案，请从方案清单重新进入")
	}
	return found[0], nil
}

func findProposals(ctx context.Context, tx *pg.Tx, id int64) ([]Proposal, error) {
	var found []Proposal
	if err := tx.SelectContext(ctx, &found, proposals, tx.County, id); err != nil {
		return nil, fmt.Errorf("find schemes: %w", err)
	}
	for i, p := range found {
		s, err := p.parsed()
		if err != nil {
			return nil, err
		}
		found[i].Scheme = s
	}
	return found, nil
}
