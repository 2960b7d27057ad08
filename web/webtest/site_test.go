package webtest_test

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

//go:embed testdata
var files embed.FS

var pages = template.Must(template.ParseFS(files, "testdata/*.html"))

// site is a small office: a door, a list, a form that tells what it was sent, a download, and pages with faults.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("__Host-office"); err == nil {
			show(w, "desk.html", c.Value)
			return
		}
		http.Redirect(w, r, "/door", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /door", func(w http.ResponseWriter, r *http.Request) { show(w, "door.html", "") })
	mux.HandleFunc("POST /door", enter)
	mux.HandleFunc("GET /claims", func(w http.ResponseWriter, r *http.Request) { show(w, "claims.html", r.FormValue("status")) })
	mux.HandleFunc("GET /visit", func(w http.ResponseWriter, r *http.Request) { show(w, "visit.html", nil) })
	mux.HandleFunc("POST /visit", func(w http.ResponseWriter, r *http.Request) { show(w, "visited.html", told(r)) })
	mux.HandleFunc("GET /roll", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape("花名册.csv"))
		fmt.Fprint(w, "序号,姓名\r\n")
	})
	mux.HandleFunc("GET /own/{file}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, files, "testdata/"+r.PathValue("file"))
	})
	mux.HandleFunc("GET /faulty/{page}", func(w http.ResponseWriter, r *http.Request) { show(w, r.PathValue("page")+".html", nil) })
	mux.HandleFunc("GET /broken", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "", http.StatusInternalServerError) })
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s := httptest.NewServer(http.NewCrossOriginProtection().Handler(mux))
	t.Cleanup(s.Close)
	return s.URL
}

func show(w http.ResponseWriter, page string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'self'")
	if err := pages.ExecuteTemplate(w, page, data); err != nil {
		fmt.Fprint(w, err)
	}
}

func enter(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("password") != "正确的口令" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
		_ = pages.ExecuteTemplate(w, "door.html", "姓名或口令不对")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "__Host-office", Value: url.QueryEscape(r.FormValue("name")), Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// told lists what a form sent.
func told(r *http.Request) (lines []string) {
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return []string{err.Error()}
	}
	for _, name := range []string{"name", "on", "category", "qualifies", "evidence", "words", "step", "absent"} {
		lines = append(lines, fmt.Sprintf("%s=%q", name, r.MultipartForm.Value[name]))
	}
	for _, photo := range r.MultipartForm.File["photos"] {
		f, err := photo.Open()
		if err != nil {
			return []string{err.Error()}
		}
		content, _ := io.ReadAll(f)
		lines = append(lines, fmt.Sprintf("%s %s %d", photo.Filename, photo.Header.Get("Content-Type"), len(content)))
	}
	return lines
}
