package page

import (
	"mime"
	"net/http"
	"strconv"
)

// Content is a document or picture to be sent as it is.
type Content struct {
	Name   string // the name under which a browser keeps it; Chinese is fine
	Type   string // application/pdf, image/jpeg, text/csv; charset=utf-8 …; never text/html
	Body   []byte
	Inline bool // shown in the browser rather than saved
}

// Send answers with a document. It is never kept in a cache: documents name people. Its policy leaves the browser's own
// viewer of PDF alone, which the policy of pages would stop.
func (r *Request) Send(w http.ResponseWriter, c Content) error {
	disposition := "attachment"
	if c.Inline {
		disposition = "inline"
	}
	header := w.Header()
	header.Set("Content-Type", c.Type)
	header.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": c.Name}))
	header.Set("Content-Length", strconv.Itoa(len(c.Body)))
	header.Set("Content-Security-Policy", "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
	_, _ = w.Write(c.Body) // the reader went away: nobody is left to tell
	return nil
}

// Plain answers with a line of text: for probes and for checkpoints that programs read.
func (r *Request) Plain(w http.ResponseWriter, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	_, _ = w.Write([]byte(text)) // as above
	return nil
}
