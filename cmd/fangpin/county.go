package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"fangpin/internal/area"
	"fangpin/internal/fault"
	"fangpin/internal/office"
	"fangpin/internal/pg"
)

// lateDays is how late a posting may be recorded unless the county says otherwise: a cadre without a signal still has the week.
const lateDays = 7

// leastDays is how long payouts are made public at least unless the county says otherwise (S2: 公示十天).
const leastDays = 10

func countyCommand() *cobra.Command {
	c := &cobra.Command{Use: "county", Short: "县（区）的设置", Args: known, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(countySetCommand())
	return c
}

func countySetCommand() *cobra.Command {
	var dir, selfApply, public string
	o := pg.Office{LateDays: lateDays, LeastDays: leastDays, RevealHour: pg.RevealHour, RevealDay: pg.RevealDay}
	c := &cobra.Command{
		Use:   "set --county 410602 --name 鹤山区乡村振兴局 --phone 0392-…",
		Short: "开设或更正一个县：办公室名称、监督电话、张贴登记期限（用建表账号，即 MIGRATE_URL）",
		Args:  noMore,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			switch selfApply {
			case "on", "off":
				o.SelfApply = selfApply == "on"
			default:
				return usage(fmt.Errorf("--self-apply 只能写 on 或 off"))
			}
			if public != "" {
				if o.RPID, err = office.Host(public); err != nil {
					return err
				}
			}
			if err := setCounty(c.Context(), dir, o); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "已登记 %s（%s），张贴后 %d 天内登记有效\n", o.Name, o.County, o.LateDays)
			return nil
		},
	}
	dirFlag(c, &dir)
	c.Flags().StringVar(&o.County, "county", "", "县（区）代码，六位")
	c.Flags().StringVar(&o.Name, "name", "", "县防贫办名称，落款用")
	c.Flags().StringVar(&o.Phone, "phone", "", "监督电话，印在公示上")
	c.Flags().IntVar(&o.LateDays, "late-days", o.LateDays, "张贴后最迟几天内登记")
	c.Flags().IntVar(&o.LeastDays, "least-days", o.LeastDays, "理赔方案的公示期至少几天，少于它的方案不能生效")
	c.Flags().IntVar(&o.AgainMonths, "again-months", o.AgainMonths, "核查过的户几个月内同类预警不重复交办，0 为每次都交办")
	c.Flags().StringVar(&selfApply, "self-apply", "off", "网上自主申报页面：on 开通，off 关闭（地址为 /apply/县代码）")
	c.Flags().StringVar(&public, "public-url", "", "网页的正式网址，如 https://fpb.example.gov.cn：通行密钥绑定它的域名，有人登记密钥后不能再改（不写则在首次用 fangpin serve --public-url 启动时定下）")
	c.Flags().IntVar(&o.RevealHour, "reveal-hour", o.RevealHour, "每人一小时内可查看完整信息的人数，超过后每分钟一人并告警")
	c.Flags().IntVar(&o.RevealDay, "reveal-day", o.RevealDay, "每人一天内可查看完整信息的人数，超过后须安全管理员放宽")
	return c
}

func setCounty(ctx context.Context, dir string, o pg.Office) (err error) {
	switch {
	case o.County == "" || o.Name == "" || o.Phone == "":
		return usage(fmt.Errorf("--county、--name、--phone 都要写"))
	case o.LateDays < 0 || o.LeastDays < 0 || o.AgainMonths < 0:
		return usage(fmt.Errorf("--late-days、--least-days、--again-months 不能小于 0"))
	case o.RevealHour < 1 || o.RevealDay < o.RevealHour:
		return usage(fmt.Errorf("--reveal-hour 至少为 1，--reveal-day 不能小于它"))
	}
	if _, err := area.Published().County(o.County); err != nil {
		return fault.Invalidf("区划表里没有县（区）代码 %s，请核对", o.County)
	}
	p, err := office.Locate(ctx, dir)
	if err != nil {
		return err
	}
	defer office.Closing(p, &err)
	return p.Set(ctx, o)
}
