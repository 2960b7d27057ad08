package web

import "fangpin/internal/identity/who"

func claimRoutes() []route {
	return []route{
		show("/claims", "案件", caseReaders, (*visit).claims),
		act("/claims/entrust", "claims.entrust", (*visit).entrustClaims, (*visit).claims),
		act("/claims/endorse", "claims.endorse", (*visit).endorseClaims, (*visit).claims),
		act("/claims/review", "claims.review", (*visit).reviewClaims, (*visit).claims),
		act("/claims/file", "claims.file", (*visit).fileClaims, (*visit).claims),

		show("/screening", "比对立案", []who.Role{who.Clerk}, (*visit).screening),
		act("/screening", "claims.screen", (*visit).screen, (*visit).screening),

		show("/claims/{id:[0-9]+}", "", caseReaders, (*visit).claim),
		show("/claims/{id:[0-9]+}/evidence/{proof:[0-9]+}", "", caseReaders, (*visit).evidence),
		show("/claims/{id:[0-9]+}/paper.pdf", "", caseReaders, (*visit).declinePaper),
		act("/claims/{id:[0-9]+}/entrust", "claims.entrust", (*visit).entrustClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/reassign", "claims.reassign", (*visit).reassignClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/extend", "claims.extend", (*visit).extendClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/endorse", "claims.endorse", (*visit).endorseClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/review", "claims.review", (*visit).reviewClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/file", "claims.file", (*visit).fileClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/reopen", "claims.reopen", (*visit).reopenClaim, (*visit).claim),
		act("/claims/{id:[0-9]+}/void", "claims.void", (*visit).voidClaim, (*visit).claim),
		show("/claims/{id:[0-9]+}/investigate", "", []who.Role{who.Adjuster}, (*visit).investigation),
		act("/claims/{id:[0-9]+}/investigate", "claims.investigate", (*visit).investigate, (*visit).investigation),
	}
}
