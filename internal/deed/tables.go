package deed

import (
	"slices"
	"strings"
)

// Table is one table whose rows deeds answer for.
type Table struct {
	Name     string
	By       string   // the column that an id in a cover selects by: the row's own id, or its parent's
	Keys     []string // the primary key after county
	Plain    []string // enter the digest as they are
	Personal []string // enter it salted, with the row's `salt`; such a table has one
	Common   bool     // of all counties alike: without the column county
}

// Tables is the one list of covered tables, and so the inventory of personal columns (个人信息清单). Every column of the schema
// stands here once, except county, which begins every key, salt, and generated columns, which follow from the others.
var Tables = []Table{
	{Name: "staff", By: "id", Keys: []string{"id"}, Plain: []string{"role", "division", "agency", "disabled_at"}, Personal: []string{"name"}},
	{Name: "login", By: "staff", Keys: []string{"staff"}, Personal: []string{"name"}},
	{Name: "deputy", By: "id", Keys: []string{"id"}, Plain: []string{"absent", "deputy", "from_on", "to_on", "recorded_by", "ended_at"},
		Personal: []string{"reason"}},

	{Name: "place", By: "id", Keys: []string{"id"}, Plain: []string{"village", "name"}},
	{Name: "household", By: "id", Keys: []string{"id"}, Plain: []string{"no", "place"}},
	{Name: "person", By: "id", Keys: []string{"id"}, Plain: []string{"household", "relation"},
		Personal: []string{"name", "id_no", "id_tag", "phone", "born_on", "died_on"}},
	{Name: "label", By: "id", Keys: []string{"id"}, Plain: []string{"household", "label", "from_on", "to_on"}},
	{Name: "account", By: "id", Keys: []string{"id"}, Plain: []string{"person", "bank", "entered_by"}, Personal: []string{"number", "tag"}},
	{Name: "confirmation", By: "account", Keys: []string{"account"}, Plain: []string{"entered_by", "confirmed_by"}},
	{Name: "reveal", By: "id", Keys: []string{"id"}, Plain: []string{"person", "report_row", "kind", "revealed_by"}, Personal: []string{"reason"}},

	{Name: "scheme", By: "id", Keys: []string{"id"},
		Plain: []string{"hash", "source", "term_from", "term_to", "days", "past_holiday", "past_weekend", "proposed_by"}},
	{Name: "adoption", By: "scheme", Keys: []string{"scheme"}, Plain: []string{"proposed_by", "confirmed_by", "from_on"}},
	{Name: "policy", By: "id", Keys: []string{"id"}, Plain: []string{"insurer", "from_on", "to_on", "per_head"}},
	{Name: "insured_group", By: "policy", Keys: []string{"policy", "class"}, Plain: []string{"basis", "heads"}},
	{Name: "insured", By: "policy", Keys: []string{"policy", "person"}, Plain: []string{"class"}},
	{Name: "premium", By: "id", Keys: []string{"id"}, Plain: []string{"fund", "amount", "received_on"}},

	{Name: "report", By: "id", Keys: []string{"id"},
		Plain: []string{"agency", "kind", "month", "file_name", "file", "rows", "bad", "status", "received_by", "received_on", "replaces"}},
	{Name: "report_row", By: "id", Keys: []string{"id"},
		Plain:    []string{"report", "sheet", "line", "facts", "cells", "tag", "household", "person", "outcome", "reason"},
		Personal: []string{"id_tag", "told"}},
	{Name: "defect", By: "report", Keys: []string{"report", "n"}, Plain: []string{"sheet", "cell", "name", "rule"}, Personal: []string{"value"}},

	{Name: "claim", By: "id", Keys: []string{"id"},
		Plain: []string{"policy", "scheme", "household", "person", "category", "event_key", "event_on", "class", "round", "turn", "status", "void_reason"}},
	{Name: "source", By: "claim", Keys: []string{"report_row", "claim"}, Plain: []string{"tag", "live"}},
	{Name: "assignment", By: "claim", Keys: []string{"claim", "round", "turn"}, Plain: []string{"adjuster", "entrusted_by", "entrusted_on", "due_on"}},
	{Name: "reassignment", By: "claim", Keys: []string{"claim", "round", "turn"}, Plain: []string{"by_staff", "on_day"}, Personal: []string{"reason"}},
	{Name: "extension", By: "claim", Keys: []string{"claim", "round", "turn"}, Plain: []string{"by_staff", "on_day", "due_on"}, Personal: []string{"reason"}},
	{Name: "finding", By: "claim", Keys: []string{"claim", "round", "turn"},
		Plain: []string{"adjuster", "visited_on", "qualifies", "cases"}, Personal: []string{"why"}},
	{Name: "evidence", By: "id", Keys: []string{"id"}, Plain: []string{"claim", "round", "turn", "kind", "file"}},
	{Name: "endorsement", By: "claim", Keys: []string{"claim", "round", "turn"}, Plain: []string{"by_staff", "on_day"}, Personal: []string{"opinion"}},
	{Name: "review", By: "claim", Keys: []string{"claim", "round", "turn"}, Plain: []string{"by_staff", "on_day", "passed"}, Personal: []string{"opinion"}},
	{Name: "filing", By: "claim", Keys: []string{"claim", "round"}, Plain: []string{"turn", "year", "no", "filed_on", "filed_by", "adjuster"}},

	{Name: "assessment", By: "id", Keys: []string{"id"}, Plain: []string{"claim", "round", "part", "adjuster", "assessed_by", "assessed_on", "scheme",
		"household", "person", "accumulator", "n", "own", "amount", "facts", "past", "working"}},
	{Name: "payout", By: "id", Keys: []string{"id"},
		Plain: []string{"claim", "round", "adjuster", "assessed_by", "scheme", "fund", "payee", "place", "amount", "status"}},
	{Name: "withdrawal", By: "payout", Keys: []string{"payout"}, Plain: []string{"withdrawn_by"}, Personal: []string{"reason"}},
	{Name: "heir", By: "payout", Keys: []string{"payout", "n"}, Plain: []string{"person", "decided_by"}, Personal: []string{"reason"}},
	{Name: "notice", By: "id", Keys: []string{"id"},
		Plain: []string{"village", "year", "serial", "dated", "days", "past_holiday", "past_weekend", "rows", "total", "digest"}},
	{Name: "notice_row", By: "notice", Keys: []string{"notice", "n"}, Plain: []string{"payout", "place", "amount"}},
	{Name: "posting", By: "id", Keys: []string{"id"}, Plain: []string{"notice", "place", "posted_on", "photo", "recorded_by", "recorded_at", "down_on"}},
	{Name: "clock", By: "notice", Keys: []string{"notice", "place", "run"},
		Plain: []string{"village_posting", "place_posting", "last_day", "ends_at", "restarted_at"}},
	{Name: "clearance", By: "payout", Keys: []string{"payout"}, Plain: []string{"notice", "place", "run", "cleared_at"}},
	{Name: "objection", By: "id", Keys: []string{"id"},
		Plain:    []string{"payout", "received_on", "received_by", "received_at", "upheld", "decided_by", "decided_at"},
		Personal: []string{"words", "reason"}},
	{Name: "list", By: "id", Keys: []string{"id"}, Plain: []string{"fund", "dated", "year", "serial", "rows", "total", "digest", "status"}},
	{Name: "list_void", By: "list", Keys: []string{"list"}, Plain: []string{"voided_by"}, Personal: []string{"reason"}},
	{Name: "list_row", By: "list", Keys: []string{"list", "n"}, Plain: []string{"payout", "amount", "account"}},
	{Name: "hand", By: "list", Keys: []string{"list", "person"}, Plain: []string{"part", "at"}},
	{Name: "batch", By: "id", Keys: []string{"id"}, Plain: []string{"list", "sent_by", "sent_at"}},
	{Name: "instruction", By: "payout", Keys: []string{"payout", "attempt"}, Plain: []string{"batch", "amount", "account", "status"}},
	{Name: "answer", By: "id", Keys: []string{"file"}, Plain: []string{"id", "read_at"}},
	{Name: "answer_line", By: "answer", Keys: []string{"answer", "line"},
		Plain: []string{"payout", "attempt", "amount", "outcome", "words", "break", "admitted_by"}},

	{Name: "entry", By: "id", Keys: []string{"id"}, Plain: []string{"ref", "on_day", "no", "memo", "made_by", "checked_by", "reverses"}},
	{Name: "transfer", By: "entry", Keys: []string{"entry", "n"}, Plain: []string{"debit", "credit", "amount", "ref"}},
}

// Exempt are the tables that no deed covers, and why.
var Exempt = map[string]string{
	"goose_db_version": "the migrations' own list",
	"applied":          "which functions and views the migrations applied",
	"day":              "reference: the State Council's calendar",
	"division":         "reference: the administrative divisions",
	"chart":            "reference: the closed chart of accounts, written by the migrations",
	"office":           "the owner's settings, which the app cannot write",
	"reader":           "the owner's list of auditors' logins",
	"report_stage":     "staging, emptied by the deed that accepts the file",
	"credential":       "what proves a person is theirs alone: a hash in a sealed body could be guessed at for ever",
	"session":          "who is signed in: seen each minute, over in hours",
	"signin_log":       "what happens before anybody is known; the app only adds to it",
	"voucher_month":    "a counter that follows from the entries",
	"head":             "the seal itself",
	"deed":             "the seal itself",
	"cover":            "the seal itself",
	"node":             "the seal itself",
	"checkpoint":       "the seal itself",
}

// Lookup finds a covered table by its name.
func Lookup(name string) (Table, bool) {
	i := slices.IndexFunc(Tables, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return Tables[i], true
}

// column is one column of the digest.
type column struct {
	name   string
	salted bool
}

// columns are the columns of the digest in the order of their names. The salt enters salted with itself: whoever must not see
// the values must not see what would let him guess them.
func (t Table) columns() []column {
	var out []column
	if !t.Common {
		out = append(out, column{name: "county"})
	}
	for _, name := range slices.Concat(t.Keys, t.Plain) {
		out = append(out, column{name: name})
	}
	for _, name := range t.Personal {
		out = append(out, column{name, true})
	}
	if len(t.Personal) > 0 {
		out = append(out, column{"salt", true})
	}
	slices.SortFunc(out, func(a, b column) int { return strings.Compare(a.name, b.name) })
	return out
}
