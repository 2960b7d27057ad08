package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"fangpin/internal/deed"
	"fangpin/internal/fault"
	"fangpin/internal/identity/who"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// knownPrint is a fingerprint as a database or a backup keeps it.
type knownPrint struct {
	What  string `db:"what" json:"what"`
	Print []byte `db:"print" json:"print"`
	MAC   []byte `db:"mac" json:"mac"` // by the keys themselves: one that does not fit was written behind the program, and counts for nothing
}

// Known are the fingerprints of the keys that a database was written with (密钥指纹).
type Known []knownPrint

// KnownKeys reads them; a database of an earlier schema, or in which nobody has worked yet, has none.
func (p *Place) KnownKeys(ctx context.Context) (known Known, err error) {
	owner, err := pg.Open(ctx, p.Owner)
	if err != nil {
		return nil, err
	}
	defer Closing(owner, &err)
	var kept bool
	if err := owner.GetContext(ctx, &kept, `SELECT to_regclass('fangpin.key_print') IS NOT NULL`); err != nil || !kept {
		return nil, pg.Fault(err)
	}
	return knownTo(ctx, owner)
}

func knownTo(ctx context.Context, db sqlx.QueryerContext) (known Known, err error) {
	if err := sqlx.SelectContext(ctx, db, &known, `SELECT what, print, mac FROM key_print ORDER BY known_at, what, print`); err != nil {
		return nil, fmt.Errorf("read fingerprints: %w", pg.Fault(err))
	}
	return known, nil
}

// Of is the fingerprint of the keyset, as people compare it; empty where none is known.
func (k Known) String() string {
	for _, p := range k {
		if p.What == secret.Tags {
			return secret.Print{What: p.What, Sum: [32]byte(p.Print)}.String()
		}
	}
	return ""
}

// Fit refuses keys other than those: a foreign keyset, one from before the last rotation, or another key for checkpoints.
func (k Known) Fit(keys *secret.Keys, dir secret.Dir) error {
	have, err := keys.Prints()
	if err != nil {
		return err
	}
	if want := k.String(); want != "" && !k.has(have[0]) {
		return fault.Blockedf("密钥目录 %s 中的密钥文件不是这个数据库的：指纹应为 %s，现为 %s。用它会读不出已加密的内容，新写入的别人也读不出。请把与本数据库一同使用的密钥目录放回（把现有的移到一旁，不要删除）；"+
			"密钥文件没有错的，请检查 --dir、DATABASE_URL 是否指向同一套系统", dir, want, have[0])
	}
	signs, lacking, others := false, 0, false
	for _, p := range k.sound(keys) {
		switch {
		case p.What == secret.Checkpoints:
			others = true
			ours, err := deed.Print(string(dir))
			if err != nil {
				return err
			}
			signs = signs || ours == p.Sum
		case !slices.Contains(have, p):
			lacking++
		}
	}
	if lacking > 0 {
		return fault.Blockedf("密钥目录 %s 中的密钥文件是更换密钥以前的旧副本，缺少 %d 把后来的密钥，其后加密的内容读不出。请放回最新的一份密钥目录（把现有的移到一旁，不要删除）", dir, lacking)
	}
	if others && !signs {
		return fault.Blockedf("密钥目录 %s 中的检查点签名密钥不是这个数据库用过的，用它签的检查点不能通过核验。请把与本数据库一同使用的密钥目录放回（把现有的移到一旁，不要删除）", dir)
	}
	return nil
}

func (k Known) has(p secret.Print) bool {
	return slices.ContainsFunc(k, func(o knownPrint) bool { return o.What == p.What && [32]byte(o.Print) == p.Sum })
}

// sound are those that the program wrote.
func (k Known) sound(keys *secret.Keys) (prints []secret.Print) {
	for _, p := range k {
		print := secret.Print{What: p.What, Sum: [32]byte(p.Print)}
		if string(keys.VouchPrint(print)) == string(p.MAC) {
			prints = append(prints, print)
		}
	}
	return prints
}

// knowKeys refuses keys that are not the database's, and lets the database know those that are new to it: the first time all of them, after a
// rotation the later ones.
func (o *Office) knowKeys(ctx context.Context) error {
	known, err := knownTo(ctx, o.DB)
	if err != nil {
		return err
	}
	signed := slices.ContainsFunc(known, func(p knownPrint) bool { return p.What == secret.Checkpoints })
	if len(known) == 0 {
		if signed, err = o.recognised(ctx); err != nil {
			return err
		}
	}
	switch {
	case o.lostKey:
		_, err = deed.AnewSigner(string(o.KeyDir), time.Now())
	case !signed:
		_, err = deed.FirstSigner(string(o.KeyDir))
	}
	if err != nil {
		return err
	}
	own, err := deed.Print(string(o.KeyDir))
	if err != nil {
		return err
	}
	if o.lostKey {
		known = slices.DeleteFunc(known, func(p knownPrint) bool { return p.What == secret.Checkpoints })
	}
	if err := known.Fit(o.Keys, o.KeyDir); err != nil {
		return err
	}
	have, err := o.Keys.Prints()
	if err != nil {
		return err
	}
	return o.tell(ctx, slices.DeleteFunc(append(have, secret.Print{What: secret.Checkpoints, Sum: own}), known.has))
}

// tell lets the database know of fingerprints.
func (o *Office) tell(ctx context.Context, fresh []secret.Print) error {
	if len(fresh) == 0 {
		return nil
	}
	var whats pq.StringArray
	var prints, macs pq.ByteaArray
	for _, p := range fresh {
		whats, prints, macs = append(whats, p.What), append(prints, p.Sum[:]), append(macs, o.Keys.VouchPrint(p))
	}
	if _, err := o.DB.ExecContext(ctx, `SELECT key_know($1, $2, $3)`, whats, prints, macs); err != nil {
		return fmt.Errorf("keep fingerprints: %w", pg.Fault(err))
	}
	known, err := knownTo(ctx, o.DB) // another program may have told its own in the same moment
	if err != nil {
		return err
	}
	return known.Fit(o.Keys, o.KeyDir)
}

// recognised holds the keys to a database that does not know its keys yet: of the deeds that bear a MAC the newest, and its newest checkpoint, must
// be of them. It tells whether there is a checkpoint.
func (o *Office) recognised(ctx context.Context) (signed bool, err error) {
	counties, err := o.counties(ctx)
	if err != nil {
		return false, err
	}
	for _, county := range counties {
		err := pg.Read(ctx, o.DB, who.Person{County: county}, func(tx *pg.Tx) error {
			ours, any, err := deed.Vouched(ctx, tx, o.Keys.Vouch)
			if err != nil {
				return err
			}
			if any && !ours {
				return fault.Blockedf("密钥目录 %s 中的密钥文件不是这个数据库的：%s 最近的存证不是用它写下的。请把与本数据库一同使用的密钥目录放回（把现有的移到一旁，不要删除）", o.KeyDir, county)
			}
			if o.lostKey {
				return nil
			}
			any, ours, err = deed.SignedBy(ctx, tx, string(o.KeyDir))
			if err == nil && any && !ours {
				return fault.Blockedf("密钥目录 %s 中的检查点签名密钥不是这个数据库用过的：%s 最近的检查点不是用它签的。请把与本数据库一同使用的密钥目录放回（把现有的移到一旁，不要删除）", o.KeyDir, county)
			}
			signed = signed || any
			return err
		})
		if err != nil {
			return false, err
		}
	}
	return signed, nil
}
