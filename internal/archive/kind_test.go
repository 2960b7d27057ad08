package archive_test

import (
	"strings"
	"testing"

	"fangpin/internal/archive"
	"fangpin/internal/fault"
)

// A file fits the rows that take it for what it was stored as, and those alone; it may have been stored as several.
func TestAFileFitsWhatItWasStoredAs(t *testing.T) {
	a, _ := open(t)
	keep := func(kind archive.Kind, text string) []byte {
		file, err := a.Keep(t.Context(), kind, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return file.SHA256
	}
	photo := keep(archive.Posting, "照片")
	if marked, err := a.Fits("posting", photo); err != nil || !marked {
		t.Errorf("a posting's photo: %v, %v", marked, err)
	}
	_, err := a.Fits("answer", photo)
	if fault.KindOf(err) != fault.Conflict || fault.Message(err) != "应为银行回盘，存入时是张贴照片" {
		t.Errorf("a photo for an answer: %v", err)
	}
	keep(archive.Answer, "照片")
	keep(archive.Answer, "照片")
	for _, table := range []string{"posting", "answer"} {
		if _, err := a.Fits(table, photo); err != nil {
			t.Errorf("what was stored as both, for %s: %v", table, err)
		}
	}
	file, err := a.Put(t.Context(), strings.NewReader("从前的照片"))
	if err != nil {
		t.Fatal(err)
	}
	if marked, err := a.Fits("answer", file.SHA256); err != nil || marked {
		t.Errorf("from before: %v, %v", marked, err)
	}
	if _, err := a.Fits("person", photo); err == nil {
		t.Error("rows that answer for no file")
	}
}
