package monitoring

import (
	"context"
	"slices"
	"strings"

	"github.com/lib/pq"

	"fangpin/internal/pg"
	"fangpin/procedure"
)

// fits are the measures that S1 calls aimed at the risk (按照“缺什么补什么”原则……瞄准风险、对症下药). Which kinds of measure a county has, and what it calls them, is its
// procedure's to say, so a word of the kind's name is enough; what a county reads otherwise it asks otherwise.
var fits = Param{"fits", "各类风险应有的措施", "因病：医疗、健康；因残：残疾、康复、医疗、综合；因学：教育、助学、扶智、综合、社会；因灾：综合、社会、救灾、住房；因意外事故：医疗、综合、社会；" +
	"因产业失败：产业；因就业不稳：就业、岗位、车间；因务工不稳：就业、岗位、车间；失业：就业、岗位、车间", InFits}

// unfit says of a watch w, whose class is k, which of its risks no measure that stands fits; null: each has one, or none was ordered at all.
const unfit = `(SELECT string_agg(DISTINCT f.risk || '，没有' || f.words || '类措施', '；')
	  FROM unnest(@fit_procedures::bigint[], @fit_classes::text[], @fit_risks::text[], @fit_words::text[]) AS f (procedure, class, risk, words)
	  WHERE f.procedure = w.procedure AND f.class = COALESCE(k.labour, '') AND ` + standing + ` > 0
	    AND EXISTS (SELECT FROM watch_event e WHERE e.county = w.county AND e.watch = w.id AND e.event = 'lead' AND e.detail->>'risk' = f.risk)
	    AND NOT EXISTS (SELECT FROM measure_closing m CROSS JOIN unnest(string_to_array(f.words, '、')) AS a (word)
	      WHERE m.county = w.county AND m.watch = w.id AND m.closed IS DISTINCT FROM 'withdraw' AND position(a.word IN m.kind) > 0))`

// fitting gives a query the risks of its parameter, with what fits each, for every procedure and labour class that may have such a measure: of what a
// procedure lists for nobody no family is said to lack it.
func fitting(ctx context.Context, tx *pg.Tx, args pg.Named) error {
	rules, err := adopted(ctx, tx)
	if err != nil {
		return err
	}
	var procedures pq.Int64Array
	var classes, risks, words pq.StringArray
	for id, rule := range rules {
		for _, class := range append(procedure.Labours(), "") {
			for _, one := range strings.Split(args["fits"].(string), "；") {
				risk, kinds, _ := strings.Cut(one, "：")
				if mayHave(rule.Measures, class, strings.Split(kinds, "、")) {
					procedures, classes, risks, words = append(procedures, id), append(classes, string(class)), append(risks, risk), append(words, kinds)
				}
			}
		}
	}
	args["fit_procedures"], args["fit_classes"], args["fit_risks"], args["fit_words"] = procedures, classes, risks, words
	return nil
}

// mayHave tells whether a measure with one of the words in its name may be ordered for a class.
func mayHave(m procedure.Measures, class procedure.Labour, words []string) bool {
	listed, known := m.Listed[class]
	return !known || slices.ContainsFunc(listed, func(kind string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(kind, word) })
	})
}
