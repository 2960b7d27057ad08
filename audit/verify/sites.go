package verify

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"slices"
)

var sitesCheck = Check{
	Name: "通行密钥和签名都出自本县所定的域名",
	Rule: "decision 0031",
	Proves: "the name that passkeys are bound to was fixed once for the office; each key is of that name, and the authenticator of each signature by one said that it " +
		"signed for it (rpIdHash); where keys had other names before one was fixed, these are counted",
	Not: "that whoever owns the database did not set another name before the first key: the name is on record with each key, under a deed",
}

// sites holds keys, and what they signed, to the one name that the office is reached by.
func sites(v *view) Result {
	check := Result{Check: sitesCheck}
	if len(v.offices) == 0 || !v.offices[0].RPID.Valid {
		check.tell("本县还没有定下通行密钥的域名")
		return check
	}
	name, since := v.offices[0].RPID.V, v.offices[0].RPIDAt
	before, former := map[string]int{}, map[int64]bool{}
	for i := range v.passkeys {
		k := &v.passkeys[i]
		check.Looked++
		enrolled, ok := v.act(k.first)
		switch {
		case k.RPID == name:
		case ok && since.Valid && enrolled.at.Before(since.V):
			former[k.ID] = true
			before[k.RPID]++
		default:
			check.find("passkey", k.key, "登记的域名是 %s，不是本县所定的 %s", k.RPID, name)
		}
	}
	for _, host := range slices.Sorted(maps.Keys(before)) {
		check.tell("定下域名以前登记在 %s 的密钥 %d 枚", host, before[host])
	}
	want := sha256.Sum256([]byte(name))
	for i := range v.signatures {
		s := &v.signatures[i]
		if !s.Passkey.Valid || former[s.Passkey.V] {
			continue
		}
		check.Looked++
		if !bytes.HasPrefix(raw(s.AuthenticatorData.V), want[:]) {
			check.find("signature", s.key, "签名不是在本县所定的域名 %s 上作出的", name)
		}
	}
	return check
}
