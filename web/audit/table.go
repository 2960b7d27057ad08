package audit

// tablePages are where the rows of tables that have a page (deed.Table) are shown, as routes have it.
var tablePages = map[string]string{
	"household": "/households/{id:[0-9]+}", "report": "/reports/{id:[0-9]+}", "report_row": "/rows/{id:[0-9]+}",
	"claim": "/claims/{id:[0-9]+}", "payout": "/payouts/{id:[0-9]+}", "notice": "/notices/{id:[0-9]+}", "list": "/lists/{id:[0-9]+}",
	"batch": "/batches/{id:[0-9]+}", "answer": "/bank/answers/{id:[0-9]+}", "entry": "/ledger/entries/{id:[0-9]+}",
	"scheme": "/schemes/{id:[0-9]+}", "policy": "/policies/{id:[0-9]+}", "staff": "/staff/{id:[0-9]+}",
	"watch": "/watches/{id:[0-9]+}", "procedure": "/procedures/{id:[0-9]+}", "push": "/watches/pushes/{id:[0-9]+}",
	"self_application_step": "/applications/{id:[0-9]+}",
	"spot_check":            "/spotchecks/{id:[0-9]+}", "rectification": "/rectifications/{id:[0-9]+}",
}
