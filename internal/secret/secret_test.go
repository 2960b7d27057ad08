package secret_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fangpin/internal/fault"
	"fangpin/internal/secret"
)

var idNo = secret.Context{County: "410602", Column: "person.id_no"}

func create(t testing.TB) (*secret.Keys, string) {
	t.Helper()
	path := secret.In(t.TempDir()).Keyset()
	keys, err := secret.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	return keys, path
}

func open(t *testing.T, path string) *secret.Keys {
	t.Helper()
	keys, err := secret.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func seal(t testing.TB, keys *secret.Keys, plain string) []byte {
	t.Helper()
	sealed, err := keys.Seal(plain, idNo)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestSealedOpensInItsPlaceOnly(t *testing.T) {
	keys, _ := create(t)
	rapid.Check(t, func(r *rapid.T) {
		plain := rapid.String().Draw(r, "plain")
		sealed, err := keys.Seal(plain, idNo)
		if err != nil {
			r.Fatal(err)
		}
		if got, err := keys.Open(sealed, idNo); err != nil || got != plain {
			r.Fatalf("Open = %q, %v", got, err)
		}
		for _, other := range []secret.Context{{County: "410603", Column: idNo.Column}, {County: idNo.County, Column: "account.number"}, idNo.In(true, 7)} {
			if _, err := keys.Open(sealed, other); err == nil {
				r.Fatalf("opened in %v", other)
			}
		}
	})
	if bytes.Equal(seal(t, keys, "1"), seal(t, keys, "1")) {
		t.Error("equal values are sealed alike")
	}
}

func TestTagFindsExactlyTheValue(t *testing.T) {
	keys, path := create(t)
	id := keys.Tag(secret.IDNumber, "41990019900307123X")
	if len(id) != 32 {
		t.Errorf("a tag of %d bytes", len(id))
	}
	for _, same := range []string{" 419900 19900307123x ", "４１９９００１９９００３０７１２３Ｘ", "41990019900307123X\u3000"} {
		if !bytes.Equal(id, keys.Tag(secret.IDNumber, same)) {
			t.Errorf("%q is not found", same)
		}
	}
	if bytes.Equal(id, keys.Tag(secret.IDNumber, "419900199003071231")) || bytes.Equal(id, keys.Tag(secret.Account, "41990019900307123X")) {
		t.Error("another value, or another kind, has the same tag")
	}
	if !bytes.Equal(id, open(t, path).Tag(secret.IDNumber, "41990019900307123X")) {
		t.Error("the tag changed when the keys were opened again")
	}
}

func TestRotateOpensTheOldAndSealsWithTheNew(t *testing.T) {
	keys, path := create(t)
	before, found := seal(t, keys, "旧"), keys.Tag(secret.Phone, "13800001234")
	stale := open(t, path)
	if err := keys.Rotate(); err != nil {
		t.Fatal(err)
	}
	for _, now := range []*secret.Keys{keys, open(t, path)} {
		if got, err := now.Open(before, idNo); err != nil || got != "旧" {
			t.Errorf("what was sealed before: %q, %v", got, err)
		}
		if !bytes.Equal(found, now.Tag(secret.Phone, "13800001234")) {
			t.Error("a tag changed: nothing stored before could be found")
		}
		if _, err := stale.Open(seal(t, now, "新"), idNo); err == nil {
			t.Error("the old key still seals")
		}
	}
}

func TestKeysAreNeverOverwrittenNorReadByOthers(t *testing.T) {
	_, path := create(t)
	if _, err := secret.Create(path); fault.KindOf(err) != fault.Conflict {
		t.Errorf("Create over keys = %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("in the folder of the keys: %v, %v", left, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := secret.Open(path); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("Open of a readable file = %v", err)
	}
	if _, err := secret.Open(path + ".gone"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("Open of nothing = %v", err)
	}
}

func TestAFileIsReadWholeOrNotAtAll(t *testing.T) {
	keys, _ := create(t)
	content := bytes.Repeat([]byte("现场照片"), 5000)
	var sealed bytes.Buffer
	w, err := keys.Encrypt(&sealed, "a1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	read := func(sealed []byte, address string) ([]byte, error) {
		r, err := keys.Decrypt(bytes.NewReader(sealed), address)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	}
	if got, err := read(sealed.Bytes(), "a1"); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes back, %v", len(got), err)
	}
	changed := slices.Clone(sealed.Bytes())
	changed[len(changed)/2] ^= 1
	for name, broken := range map[string]func() ([]byte, error){
		"cut":             func() ([]byte, error) { return read(sealed.Bytes()[:sealed.Len()-4096], "a1") },
		"changed":         func() ([]byte, error) { return read(changed, "a1") },
		"another address": func() ([]byte, error) { return read(sealed.Bytes(), "b2") },
	} {
		if _, err := broken(); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

func TestMask(t *testing.T) {
	for _, c := range []struct {
		kind        secret.Kind
		value, want string
	}{
		{secret.IDNumber, "419900199003071234", "4199**********1234"},
		{secret.IDNumber, "419900900307123", "4199*******7123"},
		{secret.IDNumber, "4199001", "*******"},
		{secret.Account, "6200000000001234567", "***************4567"},
		{secret.Account, "1234", "****"},
		{secret.Phone, "13800001234", "138****1234"},
		{secret.Phone, "1380000", "*******"},
		{secret.Name, "张三丰", "张*"},
		{secret.Name, "张", "*"},
		{secret.Name, "", ""},
		{secret.Settlement, "鹤山医院1", "*****"},
	} {
		if got := secret.Mask(c.kind, c.value); got != c.want {
			t.Errorf("Mask(%s, %s) = %s, want %s", c.kind, c.value, got, c.want)
		}
	}
}

func BenchmarkSealAndTag(b *testing.B) {
	keys, _ := create(b)
	for b.Loop() {
		seal(b, keys, "419900199003071234")
		keys.Tag(secret.IDNumber, "419900199003071234")
	}
}
