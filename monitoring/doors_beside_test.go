package monitoring_test

// listsSamplesAndWhatIsPutRight are rows beside the families' ways: what the app adds by itself hangs together, and what a door adds is nobody else's.
func listsSamplesAndWhatIsPutRight(f *fort) {
	push := func(rows, whom, missing string) string {
		return `INSERT INTO push (county, id, agency, purpose, on_day, made_by, rows, whom, missing) VALUES (:c, 71, '医保局', 'x', :day, :clerk, ` + rows + `, ` + whom + `, ` + missing + `)`
	}
	line := func(watch, household string) string {
		return `INSERT INTO push_row (county, push, n, watch, household) VALUES (:c, 71, 1, ` + watch + `, ` + household + `)`
	}
	made := push("1", `'{}'`, `'{}'`)
	f.refuses(
		tried("as it should be", "", made, line(":watched", "NULL")),
		tried("a list of nobody", checked, push("0", `'{}'`, `'{}'`)),
		tried("a list of no number", isNull, push("NULL", `'{}'`, `'{}'`)),
		tried("a list that asked for nobody knows whom", checked, push("1", "NULL", `'{}'`)),
		tried("a list that asked for something else", checked, push("1", `'[]'`, `'{}'`)),
		tried("a list that left out nobody knows whom", checked, push("1", `'{}'`, "NULL")),
		tried("a line of nobody", checked, made, line("NULL", "NULL")),
		tried("a line of two", checked, made, line(":watched", ":watched_home")),
		tried("a line of no watch", noSuchRow, made, line("7", "NULL")),
		tried("a line of no household", noSuchRow, made, line("NULL", "7")),
		tried("a line of no list", noSuchRow, line(":watched", "NULL")),
		tried("a line twice", duplicate, made, line(":watched", "NULL"), line(":over", "NULL")),
		tried("a family twice", duplicate, made, line(":watched", "NULL"), `INSERT INTO push_row (county, push, n, watch) VALUES (:c, 71, 2, :watched)`),
		tried("a household twice", duplicate, made, line("NULL", ":watched_home"), `INSERT INTO push_row (county, push, n, household) VALUES (:c, 71, 2, :watched_home)`),
		tried("the line before the first", checked, made, `INSERT INTO push_row (county, push, n, watch) VALUES (:c, 71, 0, :watched)`),
		tried("a list of another county", denied, `INSERT INTO push (county, id, agency, purpose, on_day, made_by, rows, whom, missing) VALUES ('410603', 71, 'x', 'x', :day, :clerk, 1, '{}', '{}')`),
		tried("a list by nobody", noSuchRow, `INSERT INTO push (county, id, agency, purpose, on_day, made_by, rows, whom, missing) VALUES (:c, 71, 'x', 'x', :day, 7, 1, '{}', '{}')`),
		tried("a list asked for otherwise", denied, `UPDATE push SET whom = '{}'`),
		tried("a line taken out", denied, `DELETE FROM push_row`),
	)
	sample := `INSERT INTO spot_check (county, id, from_on, to_on, per_township, seed, points, drawn_by, drawn_at) VALUES (:c, 72, '2024-09-01', :day, 1, 1, 0, :clerk, now())`
	drawn := `INSERT INTO spot_check_row (county, spot_check, n, watch, township) VALUES (:c, 72, 1, :watched, 410602100)`
	found := `INSERT INTO spot_finding (county, spot_check, n, how, sound, by_staff, on_day, words, salt) VALUES (:c, 72, 1, 'visit', true, :clerk, :day, 'x', '')`
	f.refuses(
		tried("a sample as it should be", "", sample, drawn, found),
		tried("a sample of points that are no number", checked, `INSERT INTO spot_check (county, id, from_on, to_on, per_township, seed, points, drawn_by, drawn_at)
			VALUES (:c, 72, '2024-09-01', :day, 1, 1, 'NaN', :clerk, now())`),
		tried("a sample of days backwards", checked, `INSERT INTO spot_check (county, id, from_on, to_on, per_township, seed, points, drawn_by, drawn_at)
			VALUES (:c, 72, :day, '2024-09-01', 1, 1, 0, :clerk, now())`),
		tried("a family drawn twice", duplicate, sample, drawn, `INSERT INTO spot_check_row (county, spot_check, n, watch, township) VALUES (:c, 72, 2, :watched, 410602100)`),
		tried("a family of no sample found", noSuchRow, sample, found),
		tried("found twice", duplicate, sample, drawn, found, found),
		tried("found in no way", checked, sample, drawn, `INSERT INTO spot_finding (county, spot_check, n, how, sound, by_staff, on_day, words, salt) VALUES (:c, 72, 1, 'guess', true, :clerk, :day, 'x', '')`),
		tried("found nothing", isNull, sample, drawn, `INSERT INTO spot_finding (county, spot_check, n, how, sound, by_staff, on_day, words, salt) VALUES (:c, 72, 1, 'visit', NULL, :clerk, :day, 'x', '')`),
		tried("a sample drawn again", denied, sample, `UPDATE spot_check SET seed = 2`),
		tried("one of the sample taken out", denied, sample, drawn, `DELETE FROM spot_check_row`),
		tried("a finding rewritten", denied, `UPDATE spot_finding SET sound = true`),
	)
	f.rectifications()
	f.referrals()
	f.rounds()
}

// order is a rectification as its door is told of it: with says what it holds besides, over what an honest one would.
func order(with ...string) string {
	row := `'id', 73, 'source', 'fault', 'query', 'imprecise', 'household', :watched_home, 'watch', :watched, 'unit', '乡镇', 'due_on', :day, 'person', '李四', 'problem', 'x', 'salt', '00'`
	for _, w := range with {
		row += ", " + w
	}
	return `jsonb_build_object(` + row + `)`
}

func (f *fort) rectifications() {
	open := func(who string, orders ...string) string {
		rows := ""
		for i, o := range orders {
			if i > 0 {
				rows += ", "
			}
			rows += o
		}
		return `SELECT rectification_open(:c, jsonb_build_array(` + rows + `), :day, :` + who + `)`
	}
	did := `SELECT rectification_do(:c, 73, :day, sha256('x'), '已办', :township, '')`
	sign := func(by, day string) string {
		return `SELECT rectification_sign_off(:c, 73, ` + day + `, true, NULL, :` + by + `, '')`
	}
	f.refuses(
		tried("an order as it should be", "", open("clerk", order())),
		tried("the same problem again", "FPSTA", open("clerk", order()), open("clerk", order(`'id', 74`))),
		tried("the same problem again, put right and not signed off", "FPSTA", open("clerk", order()), did, open("clerk", order(`'id', 74`))),
		tried("the same problem again, signed off", "", open("clerk", order()), did, sign("clerk", ":day"), open("clerk", order(`'id', 74`))),
		tried("the same problem twice at once", "FPSTA", open("clerk", order(), order(`'id', 74`))),
		tried("what an inspection said, twice", "FPSTA", open("clerk", order(`'source', 'inspection'`, `'query', NULL`)), open("clerk", order(`'id', 74`, `'source', 'inspection'`, `'query', NULL`))),
		tried("two things that an inspection said", "", open("clerk", order(`'source', 'inspection'`, `'query', NULL`)),
			open("clerk", order(`'id', 74`, `'source', 'inspection'`, `'query', NULL`, `'problem', 'y'`))),
		tried("by the township", "FPHND", open("township", order())),
		tried("by the approver", "FPHND", open("approver", order())),
		tried("by nobody", "FPHND", `SELECT rectification_open(:c, '[]', :day, NULL)`),
		tried("in another county", "FPHND", `SELECT rectification_open('410603', '[]', :day, :clerk)`),
		tried("due before it was ordered", checked, open("clerk", order(`'due_on', '2024-09-01'`))),
		tried("due on no day", isNull, open("clerk", order(`'due_on', NULL`))),
		tried("ordered in time to come", "FPDAT", `SELECT rectification_open(:c, jsonb_build_array(`+order()+`), '2999-01-01', :clerk)`),
		tried("ordered on no day", "FPDAT", `SELECT rectification_open(:c, jsonb_build_array(`+order()+`), NULL, :clerk)`),
		tried("ordered before all time", "FPDAT", `SELECT rectification_open(:c, jsonb_build_array(`+order()+`), '-infinity', :clerk)`),
		tried("due without end", "FPDAT", open("clerk", order(`'due_on', 'infinity'`))),
		tried("of no household", noSuchRow, open("clerk", order(`'household', 7`, `'watch', NULL`))),
		tried("of another family's watch", noSuchRow, open("clerk", order(`'watch', :over`))),
		tried("of no source", checked, open("clerk", order(`'source', 'rumour'`, `'query', NULL`))),
		tried("of a sweep that nobody names", checked, open("clerk", order(`'source', 'sweep'`, `'query', NULL`))),
		tried("of no problem", checked, open("clerk", order(`'problem', ''`))),
		tried("behind the door", denied, `INSERT INTO rectification (county, id, source, household, unit, due_on, opened_by, opened_on, person, problem, salt)
			VALUES (:c, 73, 'inspection', :watched_home, '乡镇', :day, :clerk, :day, '李四', 'x', '')`),
		tried("its day moved", denied, `UPDATE rectification SET due_on = due_on + 30`),
		tried("put right twice", "FPSTA", open("clerk", order()), did, did),
		tried("put right before it was ordered", "FPDAT", open("clerk", order()), `SELECT rectification_do(:c, 73, '2024-09-01', sha256('x'), '已办', :township, '')`),
		tried("put right without end", "FPDAT", open("clerk", order()), `SELECT rectification_do(:c, 73, 'infinity', sha256('x'), '已办', :township, '')`),
		tried("put right before all time", "FPDAT", open("clerk", order()), `SELECT rectification_do(:c, 73, '-infinity', sha256('x'), '已办', :township, '')`),
		tried("put right without evidence", isNull, open("clerk", order()), `SELECT rectification_do(:c, 73, :day, NULL, '已办', :township, '')`),
		tried("put right with half a digest", checked, open("clerk", order()), `SELECT rectification_do(:c, 73, :day, '\x00', '已办', :township, '')`),
		tried("signed off before it was put right", "FPSTA", open("clerk", order()), sign("clerk", ":day")),
		tried("signed off in time to come", "FPDAT", open("clerk", order()), did, sign("clerk", "'2999-01-01'")),
		tried("signed off twice", "FPSTA", open("clerk", order()), did, sign("clerk", ":day"), sign("approver", ":day")),
		tried("signed off, saying nothing", isNull, open("clerk", order()), did, `SELECT rectification_sign_off(:c, 73, :day, NULL, NULL, :clerk, '')`),
		tried("sent back for no reason", checked, open("clerk", order()), did, `SELECT rectification_sign_off(:c, 73, :day, false, NULL, :clerk, '')`),
	)

	f.with("staff", "role", `'township'`, `id = :clerk`,
		tried("put right by who would sign it", "FPHND", open("teller", order()), `SELECT rectification_do(:c, 73, :day, sha256('x'), '已办', :clerk, '')`, `SELECT rectification_sign_off(:c, 73, :day, true, NULL, :clerk, '')`))
}
