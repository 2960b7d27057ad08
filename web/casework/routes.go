// Package casework is the desk of claims: screening, the visits and what was found, the evidence, and the reviews up to filing.
package casework

import (
	"fangpin/claims"
	"fangpin/internal/identity/who"
	"fangpin/web/kit"
)

// Routes are the addresses of the desk.
func Routes() []kit.Route {
	return []kit.Route{
		kit.Show("/claims", "案件", claims.Readers, listClaims),
		kit.Act("/claims/entrust", claims.EntrustStep, entrustClaims, listClaims),
		kit.Act("/claims/endorse", claims.EndorseStep, endorseClaims, listClaims),
		kit.Act("/claims/review", claims.ReviewStep, reviewClaims, listClaims),
		kit.Act("/claims/file", claims.FileStep, fileClaims, listClaims),

		kit.Show("/screening", "比对立案", []who.Role{who.Clerk}, showScreening),
		kit.Act("/screening", claims.ScreenStep, screen, showScreening),

		kit.Show("/claims/{id:[0-9]+}", "", claims.Readers, showClaim),
		kit.Show("/claims/{id:[0-9]+}/evidence/{proof:[0-9]+}", "", claims.Readers, showEvidence),
		kit.Show("/claims/{id:[0-9]+}/paper.pdf", "", claims.Readers, declinePaper),
		kit.Act("/claims/{id:[0-9]+}/entrust", claims.EntrustStep, entrustClaim, showClaim),
		kit.Act("/claims/{id:[0-9]+}/reassign", claims.ReassignStep, reassignClaim, showClaim),
		kit.Act("/claims/{id:[0-9]+}/extend", claims.ExtendStep, extendClaim, showClaim),
		kit.Act("/claims/{id:[0-9]+}/endorse", claims.EndorseStep, endorseClaim, showClaim),
		kit.Act("/claims/{id:[0-9]+}/review", claims.ReviewStep, reviewClaim, showClaim),
		kit.Act("/claims/{id:[0-9]+}/file", claims.FileStep, fileClaim, showClaim),
		kit.Act("/claims/{id:[0-9]+}/reopen", claims.ReopenStep, reopenClaim, showClaim),
		kit.Act("/claims/{id:[0-9]+}/void", claims.VoidStep, voidClaim, showClaim),
		kit.Show("/adjusters/{id:[0-9]+}", "", handReaders, showHand),
		kit.Act("/adjusters/{id:[0-9]+}/reassign", claims.ReassignStep, handOn, showHand),
		kit.Show("/claims/{id:[0-9]+}/investigate", "", []who.Role{who.Adjuster}, investigation),
		kit.Act("/claims/{id:[0-9]+}/investigate", claims.InvestigateStep, investigate, investigation),
	}
}
