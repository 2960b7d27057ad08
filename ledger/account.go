// Package ledger answers one question: what moved in the books? (账) It knows no other room: a reference is an opaque string.
//
// A line is a transfer, balanced by construction; an entry groups the transfers of one deed; a wrong entry is corrected by one
// that reverses it, never edited.
package ledger

// Account is one of the closed chart's accounts (科目); migrations holds their names and sides.
type Account string

const (
	Bank               Account = "bank"                // 银行存款
	PremiumReceivable  Account = "premium_receivable"  // 应收保费
	RecoveryReceivable Account = "recovery_receivable" // 应收追回款
	PremiumFund        Account = "premium_fund"        // 防贫保费资金
	ClaimsPayable      Account = "claims_payable"      // 应付救助金
	Suspense           Account = "suspense"            // 暂挂款: money the bank returned
	InsurerShare       Account = "insurer_share"       // 保险机构分成与结算
	BankCharges        Account = "bank_charges"        // 银行手续费与利息
)

// titles are the accounts' names, as the chart in the database has them.
var titles = map[Account]string{
	Bank: "银行存款", PremiumReceivable: "应收保费", RecoveryReceivable: "应收追回款", PremiumFund: "防贫保费资金", ClaimsPayable: "应付救助金",
	Suspense: "暂挂款（退票）", InsurerShare: "保险机构分成与结算", BankCharges: "银行手续费与利息",
}

// Title is the account's name.
func (a Account) Title() string { return titles[a] }

// Accounts lists the chart in the order of the trial balance.
func Accounts() []Account {
	return []Account{Bank, PremiumReceivable, RecoveryReceivable, PremiumFund, ClaimsPayable, Suspense, InsurerShare, BankCharges}
}
