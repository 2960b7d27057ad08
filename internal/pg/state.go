package pg

import (
	"slices"

	"github.com/lib/pq/pqerror"

	"fangpin/internal/fault"
)

// State is an SQLSTATE of our own functions, which raise it with a message that is Chinese already.
type State struct {
	Code    pqerror.Code
	Kind    fault.Kind
	Meaning string // as migrations/README.md has it
}

// States are all of them: a function raises no other (a test reads both).
var States = []State{
	{"FPSTA", fault.Conflict, "step: the rows are no longer where the act begins, are named twice, or are not there"},
	{"FPSUM", fault.Conflict, "sum: a digest, total or root is not the one that was seen or follows from the rows"},
	{"FPHND", fault.Forbidden, "hands: not in this role, not at work, or already another of the hands that must differ"},
	{"FPOBJ", fault.Blocked, "objection: one is open"},
	{"FPCLK", fault.Blocked, "clock: publicity has not begun or not ended"},
	{"FPCAL", fault.Blocked, "calendar: the year's holidays are not loaded yet"},
	{"FPPLC", fault.Blocked, "place: of another village, or without its natural village"},
	{"FPDAT", fault.Blocked, "date: before what it follows, in the future, or without end"},
	{"FPDED", fault.Blocked, "death: the payee died and nobody is named to receive, or nobody died"},
	{"FPACC", fault.Blocked, "account: not the receiver's, or not confirmed by a second person"},
	{"FPCON", fault.Blocked, "contradiction: the bank returned a payment and called it paid, and nobody has said which, or it may not go out so"},
	{"FPFLG", fault.Conflict, "flag: something odd about where the money goes was found, and who approves has not answered it, or answered what was not asked"},
	{"FPFND", fault.Blocked, "fund: not enough money, more than is due, or another year's"},
	{"FPSIG", fault.Forbidden, "signature: who decides has not signed just this, in this deed"},
	{"FPLIM", fault.Blocked, "limit: more within the hour than is taken from one address, or in the county, or at once than an act that cannot be taken back is of"},
	{"FPQTA", fault.Blocked, "quota: as many people as the county lets one member of the staff look at in full"},
	{"FPISO", fault.Blocked, "isolation: the transaction is not READ COMMITTED"},
	{"FPTIM", fault.Blocked, "time: this machine's clock and the database's disagree"},
}

func stateOf(code pqerror.Code) (State, bool) {
	at := slices.IndexFunc(States, func(s State) bool { return s.Code == code })
	if at < 0 {
		return State{}, false
	}
	return States[at], true
}
