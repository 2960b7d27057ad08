package payouts

import "fmt"

// troubles say what the view payout_trouble tells of a payout: what must be settled before it can be paid.
var troubles = map[string]string{
	"":                    "",
	"objection":           "异议尚未处理，请先处理",
	"contradicted":        "银行回盘前后矛盾，请先凭银行证明核定",
	"nobody_named":        "领款人已去世，请县经办先提出由谁领取并复核",
	"named_died":          "领取人也已去世，请县经办重新提出",
	"account_unconfirmed": "收款账户待另一位县经办复核",
	"account_refused":     "收款账户已被驳回或过期未复核，请重新录入",
	"no_account":          "没有收款账户，请先录入",
}

// sayTrouble puts the view's word into people's.
func sayTrouble(trouble *string) error {
	said, ok := troubles[*trouble]
	if !ok {
		return fmt.Errorf("the trouble %q of a payout has no words", *trouble)
	}
	*trouble = said
	return nil
}
