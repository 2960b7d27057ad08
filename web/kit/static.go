package kit

import (
	"crypto/sha256"
	"fmt"
	"net/http"

	"github.com/gorilla/mux"

	"fangpin/templates"
)

// static serves the one style sheet, the scripts and the icon, which browsers keep until they change.
func static(router *mux.Router) {
	const script = "text/javascript; charset=utf-8"
	for path, kind := range map[string]string{"style.css": "text/css; charset=utf-8", "script.js": script, "form.js": script, "passkey.js": script, "icon.svg": "image/svg+xml"} {
		content, err := templates.Pages.ReadFile(path)
		if err != nil {
			panic(err) // it is embedded
		}
		tag := fmt.Sprintf(`"%x"`, sha256.Sum256(content))
		router.HandleFunc("/"+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-cache") // asked for each time, sent once
			w.Header().Set("ETag", tag)
			if r.Header.Get("If-None-Match") == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(content)
		}).Methods(methods(http.MethodGet)...)
	}
}
