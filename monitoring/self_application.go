package monitoring

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"fangpin/internal/calendar"
	"fangpin/internal/fault"
	"fangpin/internal/idcard"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
	"fangpin/internal/words"
)

// Cause is what put a family at risk, as it says itself: a closed list.
type Cause struct {
	Code  string
	Title string // as cadres say it
	Asked string // as a family is asked
}

// Causes are what a family chooses from (S0, S1, S3).
var Causes = []Cause{
	{"illness", "因病", "生病、住院"}, {"disability", "因残", "残疾"}, {"schooling", "因学", "孩子上学"}, {"disaster", "因灾", "受灾"},
	{"accident", "因意外事故", "出意外、事故"}, {"work", "因务工不稳", "打工没了活、收入少了"}, {"industry", "因产业失败", "种地、养殖、做生意亏了"},
	{"house", "住房安全", "房子不安全"}, {"water", "饮水安全", "喝水困难"}, {"other", "其他", "其他"},
}

// SelfApplication is what a family tells of its own risk, without an account (自主申报).
type SelfApplication struct {
	Name     string
	IDNumber string
	Phone    string
	Village  int64 // of the county's divisions
	Cause    string
	Words    string
	Address  string // where it was sent from: only to count by
}

// The lengths of what somebody may send whom nobody knows.
const (
	mostName  = 30
	mostWords = 500
)

var phoneNumber = regexp.MustCompile(`^(1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8})$`)

// SelfApplies tells whether the county's page of self-application is open.
func SelfApplies(ctx context.Context, tx *pg.Tx) (bool, error) {
	var on []bool
	if err := tx.SelectContext(ctx, &on, `SELECT self_apply FROM office WHERE county = $1`, tx.County); err != nil {
		return false, fmt.Errorf("look for the county's switch: %w", err)
	}
	return len(on) == 1 && on[0], nil
}

// Send keeps an application and answers its receipt (回执号). Nobody has signed in, so it is no deed, and nothing that it answers or does depends on
// whether the applicant is known, or told the same before: that is for the village to see.
func Send(ctx context.Context, tx *pg.Tx, keys *secret.Keys, a SelfApplication) (receipt string, err error) {
	if a, err = a.checked(); err != nil {
		return "", err
	}
	id := pg.NewID()
	number, err := keys.Seal(a.IDNumber, selfNumber(tx.County).In(true, id))
	if err != nil {
		return "", err
	}
	phone, err := keys.Seal(a.Phone, selfPhone(tx.County).In(true, id))
	if err != nil {
		return "", err
	}
	drawn, err := rand.Int(rand.Reader, big.NewInt(1e12))
	if err != nil {
		return "", fmt.Errorf("draw a receipt: %w", err)
	}
	receipt = fmt.Sprintf("%012d", drawn)
	_, err = tx.ExecContext(ctx, `SELECT self_application_send($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, tx.County, id, receipt, a.Village,
		a.Name, number, keys.Tag(secret.IDNumber, a.IDNumber), phone, a.Cause, a.Words, calendar.DateOf(tx.Now), keys.Tag(secret.Address, a.Address))
	if err != nil {
		return "", fmt.Errorf("send an application: %w", err)
	}
	return receipt, nil
}

func selfNumber(county string) secret.Context {
	return secret.Context{County: county, Column: "self_application.id_no"}
}

func selfPhone(county string) secret.Context {
	return secret.Context{County: county, Column: "self_application.phone"}
}

// checked is the application as it is kept, or what is wrong with how it was filled in.
func (a SelfApplication) checked() (SelfApplication, error) {
	var err error
	if a.Name, err = words.Line("姓名", a.Name); err != nil {
		return a, err
	}
	a.IDNumber = strings.ToUpper(plainDigits(a.IDNumber))
	if _, err = idcard.Parse(a.IDNumber); err != nil {
		return a, err
	}
	if a.Words, err = words.Ask("请写一写家里遇到的困难", "遇到的困难", strings.ReplaceAll(a.Words, "\r\n", "\n")); err != nil {
		return a, err
	}
	a.Phone = plainDigits(a.Phone)
	switch {
	case utf8.RuneCountInString(a.Name) > mostName:
		return a, fault.Invalidf("“姓名”最多 %d 字，请核对", mostName)
	case utf8.RuneCountInString(a.Words) > mostWords:
		return a, fault.Invalidf("“遇到的困难”最多 %d 字，请写得简短一些，村干部会上门细问", mostWords)
	case !phoneNumber.MatchString(a.Phone):
		return a, fault.Invalidf("联系电话应为 11 位手机号或带区号的座机号，请核对")
	case !slices.ContainsFunc(Causes, func(c Cause) bool { return c.Code == a.Cause }):
		return a, fault.Invalidf("请选择家里遇到的是哪一类困难")
	}
	return a, nil
}

// plainDigits is a number as phones type it: full-width digits and blanks between them are meant as digits alone.
func plainDigits(s string) string { return strings.Join(strings.Fields(norm.NFKC.String(s)), "") }
