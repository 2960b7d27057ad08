package kit

import (
	"net/http"

	"golang.org/x/mod/sumdb/note"

	"fangpin/internal/archive"
	"fangpin/internal/identity/signin"
	"fangpin/internal/paper"
	"fangpin/internal/pg"
	"fangpin/internal/secret"
)

// Site is the office whose pages are served.
type Site struct {
	DB      *pg.DB // its clock is the pages' clock
	Keys    *secret.Keys
	Archive *archive.Archive
	Auth    *signin.Auth
	Fonts   *paper.Fonts // nil where the machine has none: papers are then refused with what to install
	Seal    Seal
	Demo    *Demo        // nil for a real office
	TLS     bool         // behind TLS: HSTS is sent
	Gate    http.Handler // answers what knocks at the gate's doors; nil where DB is the gate's
	Proxied Proxied
}

// Seal is what signs checkpoints, and where they are kept outside the database.
type Seal struct {
	Signer note.Signer
	Keys   string // the folder of keys: with it a bundle is signed, and checkpoints are known
	Notes  string // the folder of checkpoint files
}
