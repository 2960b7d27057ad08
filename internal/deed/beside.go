package deed

import "fangpin/internal/pg"

// Beside are the tables that no deed covers. Those that verification goes by a bundle carries, in this order, before the covered ones.
var Beside = []Table{
	{Name: "head", Title: "存证之首", Room: "deed", Uncovered: "the seal itself", Carried: true,
		Plain: []string{"size", "at"}, AddedBy: pg.Door, Mutable: Mutable{Door: []string{"county", "size", "at"}}},
	{Name: "deed", Title: "存证", Room: "deed", Uncovered: "the seal itself", Carried: true,
		Keys: []string{"leaf"}, Plain: []string{"at", "leaf_at", "person", "verb", "subject", "body", "hash"}, AddedBy: pg.Door},
	{Name: "checkpoint", Title: "检查点", Room: "deed", Uncovered: "the seal itself", Carried: true,
		Keys: []string{"size"}, Plain: []string{"root", "note", "at"}, AddedBy: pg.Door},
	{Name: "office", Title: "办公室设置", Room: "pg", Uncovered: "the owner's settings, which the app cannot write", Carried: true,
		Plain: []string{"name", "late_days", "again_months", "self_apply"}, Aside: []string{"phone"}, AddedBy: pg.Owner},
	{Name: "voucher_month", Title: "凭证月号", Room: "ledger", Uncovered: "a counter that follows from the entries", Carried: true,
		Keys: []string{"month"}, Plain: []string{"last"}, AddedBy: pg.Door, Mutable: Mutable{Door: []string{"last"}}},
	{Name: "day", Title: "放假日历", Room: "calendar", Uncovered: "reference: the State Council's calendar", Carried: true, Common: true,
		Keys: []string{"on_day"}, Plain: []string{"holiday", "weekend"}, AddedBy: pg.Owner},
	{Name: "chart", Title: "科目", Room: "ledger", Uncovered: "reference: the closed chart of accounts, written by the migrations",
		Carried: true, Common: true, Keys: []string{"code"}, Plain: []string{"name"}, Aside: []string{"side"}, AddedBy: pg.Owner},

	{Name: "cover", Title: "存证清单", Room: "deed", Uncovered: "the seal itself", // a bundle carries it a row a line, in a file of its own
		Keys: []string{"leaf", "tab"}, Aside: []string{"keys", "digests", "root"}, AddedBy: pg.Door},
	{Name: "node", Title: "存证树节点", Room: "deed", Uncovered: "the seal itself",
		Keys: []string{"n"}, Aside: []string{"hash"}, AddedBy: pg.Door},
	{Name: "division", Title: "行政区划", Room: "area", Uncovered: "reference: the administrative divisions", Common: true,
		Keys: []string{"code"}, Aside: []string{"name", "parent", "level"}, AddedBy: pg.Owner},
	{Name: "reader", Title: "审计账号", Room: "pg", Uncovered: "the owner's list of auditors' logins", Unwalled: true,
		Aside: []string{"login"}, AddedBy: pg.Owner, ReadBy: []string{pg.Door}},
	{Name: "report_stage", Title: "月报暂存", Room: "reports", Uncovered: "staging, emptied by the deed that accepts the file", Unwalled: true,
		Aside: []string{"report", "id", "sheet", "line", "facts", "cells", "tag"}, Personal: []string{"id_tag", "told", "salt"},
		ReadBy: []string{pg.Door}, Emptied: true},
	{Name: "credential", Title: "密码", Room: "signin", Uncovered: "what proves a person is theirs alone: a hash in a sealed body could be guessed at for ever",
		Keys: []string{"staff"}, Aside: []string{"changed_at", "must_change", "totp_step"}, Personal: []string{"hash", "past", "totp"},
		ReadBy: []string{pg.App}, Mutable: Mutable{App: []string{"hash", "past", "changed_at", "must_change", "totp", "totp_step"}}},
	{Name: "session", Title: "登录会话", Room: "signin", Uncovered: "who is signed in: seen each minute, over in hours",
		Keys: []string{"token"}, Aside: []string{"staff", "state", "began_at", "seen_at", "ended_at", "absent"}, Personal: []string{"totp"},
		ReadBy: []string{pg.App}, Mutable: Mutable{App: []string{"seen_at", "ended_at", "absent", "totp"}}},
	{Name: "signin_log", Title: "登录记录", Room: "signin", Uncovered: "what happens before anybody is known; the app only adds to it",
		Keys: []string{"id"}, Aside: []string{"at", "staff", "outcome"}, Personal: []string{"login", "address"}, ReadBy: []string{pg.App}},
	{Name: "self_application", Title: "自主申报", Room: "monitoring",
		Uncovered: "told before anybody is known who answers for it: what a cadre does about it is covered, and what is taken up is a signal's words",
		Keys:      []string{"id"}, Aside: []string{"receipt", "village", "cause", "told_on", "told_at", "same_as"},
		Personal: []string{"name", "id_no", "id_tag", "phone", "words", "address"}, AddedBy: pg.Door, ReadBy: []string{pg.App, pg.Door}},
	{Name: "goose_db_version", Title: "结构版本", Room: "migrations", Uncovered: "the migrations' own list", Common: true,
		Keys: []string{"id"}, Aside: []string{"version_id", "is_applied", "tstamp"}, AddedBy: pg.Owner},
	{Name: "applied", Title: "函数版本", Room: "migrations", Uncovered: "which functions and views the migrations applied", Common: true,
		Keys: []string{"n"}, Aside: []string{"hash", "at"}, AddedBy: pg.Owner, ReadBy: []string{pg.App}},
}
