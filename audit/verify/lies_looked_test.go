package verify_test

// ofLooks is the check of who was looked at in full, and for what.
const ofLooks = "查看完整信息均因本户的在办事项，未超过当时的额度"

// Looks of the month that lies are told about: one for a watch, one for none, and what was permitted to whoever looked.
const (
	lookedFor  = `(SELECT MIN(id) FROM reveal WHERE watch IS NOT NULL)`
	lookedBare = `(SELECT MAX(id) FROM reveal WHERE watch IS NULL)`
)

var lookedLies = []lie{
	{"a look for another family's claim", `UPDATE reveal SET watch = NULL, claim = ` + declined + ` WHERE id = ` + lookedFor, ofLooks, "reveal", `SELECT ` + lookedFor},
	{"for a claim that is not there", `UPDATE reveal SET watch = NULL, claim = 1 WHERE id = ` + lookedFor, ofLooks, "reveal", `SELECT ` + lookedFor},
	{"for an account of somebody else", `UPDATE reveal SET watch = NULL, account = (SELECT MAX(a.id) FROM account a) WHERE id = ` + lookedFor, ofLooks, "reveal", `SELECT ` + lookedFor},
	{"for a watch that is not there", `UPDATE reveal SET watch = 1 WHERE id = ` + lookedFor, ofLooks, "reveal", `SELECT ` + lookedFor},
	{"for a watch that is another's", `UPDATE reveal SET watch = (SELECT MAX(w.id) FROM watch w WHERE w.id <> reveal.watch) WHERE id = ` + lookedFor, ofLooks, "reveal", `SELECT ` + lookedFor},
	{"for no case, by who needs one", `UPDATE reveal SET watch = NULL WHERE id = ` + lookedFor, ofLooks, "reveal", `SELECT ` + lookedFor},
	{"beyond the day's line", `UPDATE reveal SET line_day = 1, line_hour = 1 WHERE id = ` + lookedBare, ofLooks, "reveal", `SELECT ` + lookedBare},
	{"permitted to oneself", `UPDATE staff SET no = 'X', unit = 'u', phone = '', id_tag = sha256('one') WHERE id IN (SELECT staff FROM reveal_permit UNION SELECT granted_by FROM reveal_permit)`,
		ofLooks, "reveal_permit", `SELECT MIN(id) FROM reveal_permit`},
	{"permitted by another", `UPDATE reveal_permit SET granted_by = ` + clerk1, "各行所记经办人、日期与存证一致", "reveal_permit", `SELECT MIN(id) FROM reveal_permit`},
	{"looked by another", `UPDATE reveal SET revealed_by = ` + clerk1 + ` WHERE id = ` + lookedFor, "各行所记经办人、日期与存证一致", "reveal", `SELECT ` + lookedFor},
	{"an alarm looked into by another", `UPDATE security_review SET looked_by = ` + clerk1, "各行所记经办人、日期与存证一致", "security_review", `SELECT MIN(event) FROM security_review`},
}
