package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"fangpin/claims"
	"fangpin/internal/area"
	"fangpin/internal/calendar"
	"fangpin/internal/idcard"
	"fangpin/internal/identity/grant"
	"fangpin/internal/identity/signin"
	"fangpin/internal/identity/staff"
	"fangpin/internal/identity/staff/stafftest"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/pg/pgtest"
	"fangpin/internal/picture/picturetest"
	"fangpin/policy"
	"fangpin/registry"
	"fangpin/templates"
)

// world is two counties on one database, whose people live in five corners. Each corner has a family at every step of the work, so that
// whatever a page shows of a corner tells which corner it is of.
type world struct {
	*testSite
	corners   []*corner
	nowhere   *corner // where nobody lives: what is asked of it does not exist
	visitors  []guest
	numberOf  map[string]string // by name
	numbers   []string          // identity numbers, phones and accounts: nobody reads them without a reveal
	newcomers map[int64]int     // whose identity number it is, by the grant that asks for their place
	private   []string          // what no public paper tells: children's names, hospital, school, illness
}

// corner is a part of the world. From where the visitors stand it is their own, beside it, another village, township or county.
type corner struct {
	name    string
	surname string // of everybody in it; its words (file names, hospitals, opinions …) all hold it
	village string
	agency  string // that reported from it
	kind    string // what that agency reported

	*crew
	cadre, township, adjuster, spare, reporter who.Person

	homes map[string]*home // by how far the family's case has come
	noun  map[string]int64 // whatever else an address names
	watch map[string]int64 // its families' watches, by how far they have come
	ids   []string         // of all its rows
	where []string         // its village, as drop-downs offer it

	digest string // of the list that waits to be approved, in hex
}

// home is one family of a corner, with its case.
type home struct {
	no, head, child            string
	household, payee, minor    int64
	claim, payout, place, list int64
}

// crew is the staff of one county's office.
type crew struct {
	county                                  string
	admin, security, clerk, second          who.Person
	first, last, approver, assessor, sender who.Person // approver: of no list yet
	policy, scheme, proposal, refused       int64
	premium                                 int64

	procedure, proposedProcedure, refusedProcedure int64
}

// stage is how far a family's case has come, each behind the one before.
type stage int

const (
	atRaised stage = iota
	atEntrusted
	atFound
	atEndorsed
	atReviewed
	atFiled
	atAssessed
	atAnnounced
	atCleared
	atListed
	atApproved
	atSent
	atAnswered
)

// families are the families of each corner, and how far their cases have come.
var families = []struct {
	name string
	at   stage
}{
	{"raised", atRaised}, {"raised too", atRaised}, {"mistaken", atRaised}, {"visited", atEntrusted}, {"moved", atEntrusted}, {"slow", atRaised},
	{"found", atFound}, {"found too", atFound}, {"declined", atFound}, {"endorsed", atEndorsed}, {"endorsed too", atEndorsed},
	{"reviewed", atReviewed}, {"reviewed too", atReviewed}, {"filed", atFiled}, {"assessed", atAssessed}, {"orphaned", atAssessed}, {"named", atAssessed}, {"misnamed", atAssessed},
	{"announced", atAnnounced}, {"opposed", atAnnounced}, {"disputed", atAnnounced}, {"answered", atAnnounced}, {"cleared", atCleared}, {"listed", atListed}, {"voidable", atListed},
	{"approved", atApproved}, {"sent", atSent}, {"buried", atSent}, {"paid", atAnswered}, {"returned", atAnswered}, {"doubted", atAnswered}, {"resolving", atAnswered}, {"refusing", atAnswered}, {"called", atAnswered},
}

// Words of the world that no public paper may hold.
const illness = "慢性肾衰竭"

// newWorld makes it. Everything happens on 9 September 2024 but for the steps of the watch that wait for days; the visitors come on 11 October, when
// publicity has ended and families have been watched for a month.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{testSite: newSite(t, stafftest.New(t)), numberOf: map[string]string{}, numbers: []string{"13912349999"}, private: []string{illness}, newcomers: map[int64]int{}}
	home := w.crew(stafftest.County, w.admin)
	w.Must(pg.SetOffice(t.Context(), pgtest.Owner(t), pg.Office{County: "520326", Name: "务川县乡村振兴局", Phone: "0851-0000000", LateDays: 36500, SlackDays: 36500}))
	opener := staff.Opener("520326", "管理员")
	w.Must(w.ByOwner(opener, staff.Open))
	abroad := w.crew("520326", opener)
	w.corners = []*corner{
		{name: "own", surname: "亓官", village: stafftest.Village, agency: "医保局", kind: "hospital", crew: home},
		{name: "beside", surname: "澹台", village: stafftest.Village, agency: "应急管理局", kind: "disaster", crew: home},
		{name: "village", surname: "公冶", village: "410602100206", agency: "农业农村局", kind: "industry", crew: home},
		{name: "township", surname: "轩辕", village: "410602201200", agency: "教体局", kind: "schooling", crew: home},
		{name: "county", surname: "钟离", village: "520326001001", agency: "医保局", kind: "hospital", crew: abroad},
	}
	w.people()
	for _, of := range [][]*corner{w.corners[:4], w.corners[4:]} {
		w.settle(of)
		w.insure(of[0].crew)
		w.propose(of[0].crew)
		for _, c := range of {
			w.report(c)
		}
		w.work(of)
	}
	w.watch()
	w.overlook()
	w.apply()
	w.doubt()
	for i, c := range w.corners {
		c.noun["grant"], c.noun["grant wrong"] = w.ask(c, 2*i), w.ask(c, 2*i+1)
		w.gather(c)
		w.private = append(w.private, c.surname+"宝", c.surname+"医院", c.surname+"小学") // with 宝 every child's name begins
	}
	w.nowhere = nowhere()
	for _, c := range w.corners {
		w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) error { // whose finding is not late yet
			return claims.Entrust(ctx, tx, []claims.Assignment{{Claim: c.homes["slow"].claim, Adjuster: c.adjuster.ID}})
		})
	}
	w.invite()
	return w
}

// crew takes on the staff of a county.
func (w *world) crew(county string, admin who.Person) *crew {
	c := &crew{county: county, admin: admin}
	for _, one := range []struct {
		person *who.Person
		role   who.Role
	}{
		{&c.security, who.SecurityAdmin}, {&c.clerk, who.Clerk}, {&c.second, who.Clerk}, {&c.first, who.Approver}, {&c.last, who.Approver}, {&c.approver, who.Approver},
		{&c.assessor, who.Assessor}, {&c.sender, who.Sender},
	} {
		*one.person = w.take(c, staff.Member{Role: one.role})
	}
	return c
}

// take takes one person on.
func (w *world) take(c *crew, m staff.Member) (p who.Person) {
	m.Name = m.Role.Title()
	w.Must(w.ByOwner(c.admin, func(ctx context.Context, tx *pg.Tx) (err error) {
		p, err = staff.Add(ctx, tx, m)
		return err
	}))
	return p
}

// people takes on those who work in one corner only. Own and beside are one village with one cadre, but not one adjuster.
func (w *world) people() {
	township := map[string]who.Person{}
	for i, c := range w.corners {
		if i == 1 {
			c.cadre = w.corners[0].cadre
		} else {
			c.cadre = w.take(c.crew, staff.Member{Role: who.Village, Division: c.village})
		}
		at := c.village[:9] + "000"
		if _, ok := township[at]; !ok {
			township[at] = w.take(c.crew, staff.Member{Role: who.Township, Division: at})
		}
		c.township = township[at]
		c.adjuster = w.take(c.crew, staff.Member{Role: who.Adjuster})
		c.spare = w.take(c.crew, staff.Member{Role: who.Clerk})
		w.hireReporter(c)
		known := signin.Known{Staff: c.spare.ID, Login: loginOf(c.spare), Password: testPassword, TOTP: testSecret}
		w.do(c.admin, func(ctx context.Context, tx *pg.Tx) error { return w.site.Auth.Enrol(ctx, tx, known) })
	}
}

// ask asks for the n-th newcomer's place, who never comes.
func (w *world) ask(c *corner, n int) (id int64) {
	asked := grant.Asked{What: grant.Member, Member: staff.Member{Name: fmt.Sprintf("新人%d", n), Role: who.Clerk}, Reason: "调入",
		Particulars: grant.Particulars{No: fmt.Sprintf("N%d", n), Unit: "区政府", Phone: "13937210086", IDNumber: numbered(n)}}
	w.do(c.admin, func(ctx context.Context, tx *pg.Tx) (err error) {
		id, _, err = grant.Propose(ctx, tx, w.Keys, asked, stafftest.Sign)
		return err
	})
	w.newcomers[id] = n
	return id
}

// numbered is the n-th identity number of whoever works here.
func numbered(n int) string {
	seventeen := fmt.Sprintf("41060219800101%03d", n)
	return seventeen + string(idcard.CheckDigit(seventeen))
}

// do runs a verb as one deed, which passes.
func (w *world) do(by who.Person, verb func(context.Context, *pg.Tx) error) {
	w.t.Helper()
	w.Must(w.Do(by, verb))
}

// settle enrols the families of one county's corners.
func (w *world) settle(corners []*corner) {
	var lines []registry.Line
	for _, c := range corners {
		c.homes, c.noun = map[string]*home{}, map[string]int64{}
		for i, f := range families {
			h := w.family(c, i)
			c.homes[f.name] = h.home
			lines = append(lines, h.lines...)
		}
	}
	by := corners[0].crew
	w.do(by.clerk, func(ctx context.Context, tx *pg.Tx) error {
		_, err := registry.Enrol(ctx, tx, w.Keys, lines)
		return err
	})
	w.do(by.second, func(ctx context.Context, tx *pg.Tx) error {
		waiting, err := registry.Unconfirmed(ctx, tx)
		if err != nil {
			return err
		}
		return registry.ConfirmAccounts(ctx, tx, waiting, stafftest.Sign)
	})
	for _, c := range corners {
		w.find(c)
	}
}

// enrolled is a family on its way into the roster.
type enrolled struct {
	*home
	lines []registry.Line
}

// family makes up a corner's family: two people, their numbers, a phone and an account that are nobody else's.
func (w *world) family(c *corner, n int) enrolled {
	id := slices.Index(w.corners, c)*100 + n
	sign := string([]rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥春夏秋冬东南西北上中下左右")[n])
	h := &home{no: fmt.Sprintf("%s%03d", c.surname, n), head: c.surname + "山" + sign, child: c.surname + "宝" + sign}
	old, young := calendar.On(1970, 1, 1), calendar.On(2013, 1, 1)
	lines := []registry.Line{
		{Line: 1, Relation: registry.HeadRelation, Name: h.head, IDNumber: born(old, id), BornOn: old, Phone: fmt.Sprintf("1391234%04d", id), Bank: "演示银行",
			Account: fmt.Sprintf("622848040256%07d", id)},
		{Line: 2, Relation: "子", Name: h.child, IDNumber: born(young, id), BornOn: young},
	}
	for i := range lines {
		lines[i].Household, lines[i].Village, lines[i].Hamlet = h.no, c.village, c.surname+"沟"
		lines[i].Labels = []registry.Held{{Name: "低收入户", From: calendar.On(2023, 1, 1)}}
	}
	w.numbers = append(w.numbers, lines[0].IDNumber, lines[1].IDNumber, lines[0].Phone, lines[0].Account)
	w.numberOf[h.head] = lines[0].IDNumber
	return enrolled{h, lines}
}

// born makes an identity number of nobody, different for each n below 1000.
func born(on calendar.Date, n int) string {
	seventeen := fmt.Sprintf("419901%s%03d", on.Start().Format("20060102"), n)
	return seventeen + string(idcard.CheckDigit(seventeen))
}

// find learns what the registry calls a corner's families.
func (w *world) find(c *corner) {
	for _, h := range c.homes {
		w.Must(pgtest.Super(w.t).QueryRowContext(w.t.Context(), `
			SELECT h.id, h.place, max(p.id) FILTER (WHERE p.name = $3), max(p.id) FILTER (WHERE p.name = $4)
			FROM household h JOIN person p ON p.county = h.county AND p.household = h.id
			WHERE h.county = $1 AND h.no = $2 GROUP BY h.id, h.place`, c.county, h.no, h.head, h.child).
			Scan(&h.household, &h.place, &h.payee, &h.minor))
	}
}

// insure opens a county's policy year, with plenty of premium.
func (w *world) insure(c *crew) {
	source, err := templates.Schemes.ReadFile("schemes/demo.yaml")
	w.Must(err)
	source = bytes.ReplaceAll(source, []byte(stafftest.County), []byte(c.county))
	source = bytes.Replace(source, []byte("per_head: 100"), []byte("per_head: 1000000"), 1)
	first, last := calendar.On(2024, 1, 1), calendar.On(2024, 12, 31)
	w.do(c.second, func(ctx context.Context, tx *pg.Tx) (err error) {
		c.scheme, err = policy.Propose(ctx, tx, source)
		return err
	})
	w.do(c.second, func(ctx context.Context, tx *pg.Tx) (err error) {
		c.proposal, err = policy.Propose(ctx, tx, append(source, "# 修订\n"...))
		return err
	})
	w.do(c.second, func(ctx context.Context, tx *pg.Tx) (err error) {
		c.refused, err = policy.Propose(ctx, tx, append(source, "# 另稿\n"...))
		return err
	})
	w.do(c.first, func(ctx context.Context, tx *pg.Tx) error { return policy.Adopt(ctx, tx, c.scheme, first) })
	w.do(c.clerk, func(ctx context.Context, tx *pg.Tx) (err error) {
		year := policy.Year{Insurer: "演示保险公司", From: first, To: last, PerHead: decimal.NewFromInt(1_000_000)}
		if c.policy, err = policy.Open(ctx, tx, year); err != nil {
			return err
		}
		in, err := policy.Insure(ctx, tx, c.policy)
		if err != nil {
			return err
		}
		c.premium, err = policy.ReceivePremium(ctx, tx, c.policy, in.Premium.Sub(decimal.NewFromInt(1000)), calendar.DateOf(tx.Now), w.kept(picturetest.JPEG("银行回单")))
		return err
	})
}

// picture is a photo of a corner: its bytes tell of which.
func (w *world) picture(c *corner, of string) [sha256.Size]byte {
	return w.kept(picturetest.JPEG(c.surname + of))
}

// kept puts a file into the archive.
func (w *world) kept(content []byte) [sha256.Size]byte {
	_, err := w.site.Archive.Put(w.t.Context(), bytes.NewReader(content))
	w.Must(err)
	return sha256.Sum256(content)
}

// gather lists the ids of everything in a corner.
func (w *world) gather(c *corner) {
	households := make([]int64, 0, len(c.homes))
	for _, h := range c.homes {
		households = append(households, h.household)
	}
	w.Must(pgtest.Super(w.t).SelectContext(w.t.Context(), &c.ids, `
		WITH homes AS (SELECT id FROM household WHERE county = $1 AND id = ANY ($2)),
		  people AS (SELECT p.id FROM person p JOIN homes h ON h.id = p.household),
		  cases AS (SELECT c.id FROM claim c JOIN homes h ON h.id = c.household),
		  paid AS (SELECT p.id FROM payout p JOIN cases c ON c.id = p.claim),
		  notices AS (SELECT DISTINCT notice AS id FROM notice_row r JOIN paid p ON p.id = r.payout),
		  lists AS (SELECT DISTINCT list AS id FROM list_row r JOIN paid p ON p.id = r.payout)
		SELECT id::TEXT FROM (
		  TABLE homes UNION TABLE people UNION TABLE cases UNION TABLE paid UNION TABLE notices UNION TABLE lists
		  UNION SELECT a.id FROM account a JOIN people p ON p.id = a.person
		  UNION SELECT r.id FROM judged_row r JOIN homes h ON h.id = r.household
		  UNION SELECT e.id FROM evidence e JOIN cases c ON c.id = e.claim
		  UNION SELECT p.id FROM posting p JOIN notices n ON n.id = p.notice
		  UNION SELECT o.id FROM objection o JOIN paid p ON p.id = o.payout
		  UNION SELECT b.id FROM batch b JOIN lists l ON l.id = b.list
		  UNION SELECT t.id FROM watch t JOIN homes h ON h.id = t.household
		  UNION SELECT r.id FROM rectification r JOIN homes h ON h.id = r.household
		  UNION SELECT n.notice FROM notice_row n JOIN watch t ON t.id = n.watch JOIN homes h ON h.id = t.household
		  UNION SELECT unnest($3::BIGINT[])) all_of_it`, c.county, pq.Array(households), pq.Array([]int64{c.noun["report"], c.noun["draft"], c.noun["amended"]})))
	if c.county != stafftest.County {
		w.Must(pgtest.Super(w.t).SelectContext(w.t.Context(), &c.ids, `
			SELECT unnest($2::TEXT[]) UNION SELECT id::TEXT FROM (
			  SELECT id FROM staff WHERE county = $1 UNION SELECT id FROM entry WHERE county = $1 UNION SELECT id FROM scheme WHERE county = $1
			  UNION SELECT id FROM procedure WHERE county = $1 UNION SELECT id FROM spot_check WHERE county = $1
			  UNION SELECT id FROM policy WHERE county = $1 UNION SELECT id FROM answer WHERE county = $1) x`, c.county, pq.Array(c.ids)))
	}
	if c.county == stafftest.County {
		c.noun["leaf"] = w.readID(`SELECT min(leaf) FROM cover WHERE tab = 'filing' AND keys @> ARRAY[$1]`, fmt.Sprintf("%d/1", c.homes["filed"].claim))
	} else { // each county counts its own: this one is nobody's, for there is no way to name one of theirs
		c.noun["leaf"] = w.readID(`SELECT max(leaf) + 1000 FROM deed WHERE county <> $1`, c.county)
	}
	c.digest = w.readText(`SELECT substr(digest::TEXT, 3) FROM list WHERE id = $1`, c.homes["listed"].list)
	c.noun["account returned"] = w.readID(`SELECT account FROM instruction WHERE payout = $1`, c.homes["returned"].payout)
	c.noun["adjuster"] = c.adjuster.ID
	c.noun["premium"], c.noun["spare"], c.noun["scheme"], c.noun["policy"], c.noun["proposal"], c.noun["refused"] = c.premium, c.spare.ID, c.scheme, c.policy, c.proposal, c.refused
	c.noun["procedure"], c.noun["procedure proposed"], c.noun["procedure refused"] = c.procedure, c.proposedProcedure, c.refusedProcedure
	village, _ := area.Published().Lookup(c.village)
	c.where = []string{c.village, village.Short()}
}

// townshipName is what the corner's township is called.
func (c *corner) townshipName() string {
	d, _ := area.Published().Lookup(c.village[:9] + "000")
	return d.Name
}
