package verify_test

// The checks of what is signed.
const (
	ofKeys  = "审批、发送、补发、退票确认、回盘矛盾核定、账户复核、领取人复核、异议处理、授权由办理人本人的密钥签名"
	ofCodes = "以动态口令代替签名的决定，均为本县当时准许"
	ofSites = "通行密钥和签名都出自本县所定的域名"
)

// Signatures of the month that lies are told about.
const (
	firstSigned = `(SELECT MIN(id) FROM signature WHERE verb = 'payouts.approve')`
	nextSigned  = `(SELECT MAX(id) FROM signature WHERE verb = 'payouts.approve')`
	firstList   = `SELECT substr(subject, 6) FROM signature WHERE id = ` + firstSigned
)

var signedLies = []lie{
	{"an approval unsigned", `DELETE FROM signature WHERE id = ` + firstSigned, ofKeys, "list", firstList},
	{"a sending unsigned", `DELETE FROM signature WHERE verb = 'payouts.send'`, ofKeys, "batch", `SELECT MIN(id) FROM batch`},
	{"a reissue unsigned", `DELETE FROM signature WHERE verb = 'payouts.reissue'`, ofKeys, "batch", `SELECT b.id FROM batch b JOIN cover c ON c.tab = 'batch' AND b.id::TEXT = ANY (c.keys) JOIN deed d ON d.leaf = c.leaf WHERE d.verb = 'payouts.reissue'`},
	{"a return admitted unsigned", `DELETE FROM signature WHERE verb = 'payouts.admit'`, ofKeys, "answer_line", `SELECT concat_ws('/', answer, line) FROM answer_line WHERE admitted_by IS NOT NULL`},
	{"an objection dismissed unsigned", `DELETE FROM signature WHERE verb = 'payouts.dismiss'`, ofKeys, "objection", `SELECT MIN(id) FROM objection WHERE payout IS NOT NULL AND NOT upheld`},
	{"an objection to a watch upheld unsigned", `DELETE FROM signature WHERE verb = 'monitoring.uphold'`, ofKeys, "objection", `SELECT MIN(id) FROM objection WHERE watch IS NOT NULL AND upheld`},
	{"the signature of another list", `UPDATE signature SET subject = 'list/1' WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"of another digest", `UPDATE signature SET digest = sha256('') WHERE id = ` + firstSigned, ofKeys, "list", firstList},
	{"of another total", `UPDATE signature SET total = total + 1 WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"of another turn", `UPDATE signature SET slot = 'second' WHERE id = ` + firstSigned, ofKeys, "list", firstList},
	{"by another person", `UPDATE signature SET person = (SELECT person FROM signature WHERE id = ` + nextSigned + `) WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"in another role", `UPDATE signature SET role = 'clerk' WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"at another time", `UPDATE signature SET at = at - INTERVAL '1 day' WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"under another nonce", `UPDATE signature SET nonce = sha256('') WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"an answer sent again", `UPDATE signature s SET client_data = o.client_data, authenticator_data = o.authenticator_data, signature = o.signature FROM signature o
		WHERE s.id = ` + firstSigned + ` AND o.id = (SELECT MAX(x.id) FROM signature x, signature y WHERE y.id = ` + firstSigned + ` AND x.person = y.person AND x.id <> y.id)`,
		ofKeys, "signature", `SELECT ` + firstSigned},
	{"nobody verified", `UPDATE signature SET authenticator_data = set_byte(authenticator_data, 32, 1) WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"another signature", `UPDATE signature SET signature = set_byte(signature, 12, get_byte(signature, 12) # 1) WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"another's key", `UPDATE signature SET passkey = (SELECT passkey FROM signature WHERE id = ` + nextSigned + `) WHERE id = ` + firstSigned, ofKeys, "signature", `SELECT ` + firstSigned},
	{"a key that was revoked", `UPDATE passkey SET revoked_at = added_at, reason = '更换' WHERE id = (SELECT passkey FROM signature WHERE id = ` + firstSigned + `)`, ofKeys, "signature", `SELECT ` + firstSigned},
	{"a key exchanged", `UPDATE passkey SET key = (SELECT k.key FROM passkey k JOIN signature s ON s.passkey = k.id WHERE s.id = ` + nextSigned + `) WHERE id = (SELECT passkey FROM signature WHERE id = ` + firstSigned + `)`,
		ofKeys, "signature", `SELECT ` + firstSigned},
	{"a key of another site", `UPDATE passkey SET origin = 'http://localhost:1'`, ofKeys, "signature", `SELECT ` + firstSigned},
	{"a key of another name", `UPDATE passkey SET rp_id = 'fpb.example.com' WHERE id = (SELECT MIN(id) FROM passkey)`, ofSites, "passkey", `SELECT MIN(id) FROM passkey`},
	{"another name for all keys", `UPDATE office SET rp_id = 'fpb.example.com'`, ofSites, "passkey", `SELECT MIN(id) FROM passkey`},
	{"signed for another name", `UPDATE signature SET authenticator_data = sha256('fpb.example.com') || substr(authenticator_data, 33) WHERE id = ` + firstSigned, ofSites, "signature", `SELECT ` + firstSigned},
	{"a code that nobody allowed", `UPDATE signature SET passkey = NULL, client_data = NULL, authenticator_data = NULL, signature = NULL WHERE id = ` + firstSigned, ofCodes, "signature", `SELECT ` + firstSigned},
}
