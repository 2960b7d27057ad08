package webtest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watched is what a tab's pages did that no page of ours may.
type watched struct {
	host string // the only one they may ask

	sync.Mutex
	offline   bool     // then nothing can be asked
	documents []string // addresses of pages, told from what pages load
	wrong     []string
}

// take notes what an event tells.
func (w *watched) take(event any) {
	w.Lock()
	defer w.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.request(e)
	case *log.EventEntryAdded:
		w.entry(e.Entry)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			w.note("the console: %s", said(e.Args))
		}
	case *inspector.EventTargetCrashed:
		w.note("Chromium ended the page")
	case *runtime.EventExceptionThrown:
		w.note("the script, line %d: %s %s", e.ExceptionDetails.LineNumber+1, e.ExceptionDetails.Text, said([]*runtime.RemoteObject{e.ExceptionDetails.Exception}))
	}
}

func (w *watched) request(e *network.EventRequestWillBeSent) {
	if e.Type == network.ResourceTypeDocument {
		w.documents = append(w.documents, e.Request.URL)
	}
	if u, err := url.Parse(e.Request.URL); err != nil || strings.HasPrefix(u.Scheme, "http") && u.Host != w.host {
		w.note("a request to another host: %s", e.Request.URL)
	}
}

// entry notes the browser's own complaints: a broken security policy, a file that is not there. That a page itself was refused, with 403
// or 422, is told here as well; the person reads why on the page.
func (w *watched) entry(e *log.Entry) {
	if w.offline && strings.Contains(e.Text, "ERR_INTERNET_DISCONNECTED") {
		return
	}
	refused := e.Source == log.EntrySourceNetwork && strings.Contains(e.Text, "status of 4") && slices.Contains(w.documents, e.URL)
	if e.Level == log.EntryLevelError && !refused {
		w.note("%s: %s %s", e.Source, e.Text, e.URL)
	}
}

func (w *watched) note(format string, a ...any) { w.wrong = append(w.wrong, fmt.Sprintf(format, a...)) }

// complaint tells once what was noted.
func (w *watched) complaint() error {
	w.Lock()
	defer w.Unlock()
	if len(w.wrong) == 0 {
		return nil
	}
	err := errors.New("the page did wrong: " + strings.Join(w.wrong, "\n  "))
	w.wrong = nil
	return err
}

func said(objects []*runtime.RemoteObject) string {
	var words []string
	for _, o := range objects {
		if o != nil {
			words = append(words, strings.TrimSpace(fmt.Sprint(o.Description, " ", string(o.Value))))
		}
	}
	return strings.Join(words, " ")
}
