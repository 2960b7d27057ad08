package web

import (
	"fangpin/claims"
	"fangpin/internal/identity/who"
)

func claimRoutes() []route {
	return []route{
		show("/claims", "案件", caseReaders, (*visit).claims),
		act("/claims/entrust", claims.EntrustStep, (*visit).entrustClaims, (*visit).claims),
		act("/claims/endorse", claims.EndorseStep, (*visit).endorseClaims, (*visit).claims),
		act("/claims/review", claims.ReviewStep, (*visit).reviewClaims, (*visit).claims),
		act("/claims/file", claims.FileStep, (*visit).fileClaims, (*visit).claims),

		show("/screening", "比对立案", []who.Role{who.Clerk}, (*visit).screening),
		act("/screening", claims.ScreenStep, (*visit).screen, (*visit).screening),

		show("/claims/{id:[0-9]+}", "", caseReaders, (*visit).claim),
		show("/claims/{id:[0-9]+}/evidence/{proof:[0-9]+}", "", caseReaders, (*visit).evidence),
		show("/claims/{id:[0-9]+}/paper.pdf", "", caseReaders, (*visit).declinePaper),
		act("/claims/{id:[0-9]+}/entrust", claims.EntrustStep, (*visit).entrustClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/reassign", claims.ReassignStep, (*visit).reassignClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/extend", claims.ExtendStep, (*visit).extendClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/endorse", claims.EndorseStep, (*visit).endorseClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/review", claims.ReviewStep, (*visit).reviewClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/file", claims.FileStep, (*visit).fileClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/reopen", claims.ReopenStep, (*visit).reopenClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/void", claims.VoidStep, (*visit).voidClaim, (*visit).claim),
		show("/claims/{id:[0-9]+}/investigate", "", []who.Role{who.Adjuster}, (*visit).investigation),
		act("/claims/{id:[0-9]+}/investigate", claims.InvestigateStep, (*visit).investigate, (*visit).investigation),
	}
}
