package page

import (
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Answers are compressed with gzip as they leave. About BREACH (guessing a secret in a page from its compressed length): no
// page holds a session token or a CSRF token (posts are guarded by Sec-Fetch-Site, Origin and SameSite), an idempotency key
// is new on every rendering, and what is left, people's data beside an echoed search word, can only be probed by requests
// that another site starts. Those are answered uncompressed.
func mayCompress(raw *http.Request) bool {
	site := raw.Header.Get("Sec-Fetch-Site")
	return site != "cross-site" && site != "same-site" && accepts(raw, "gzip")
}

// accepts says whether a browser takes an encoding.
func accepts(raw *http.Request, encoding string) bool {
	for _, part := range strings.Split(raw.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			_, weight, found := strings.Cut(quality, "=")
			value, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
			return !found || err != nil || value > 0
		}
	}
	return false
}

// smallest is the shortest answer worth compressing, in bytes: below it a packet is sent either way.
const smallest = 1024

var writers = sync.Pool{New: func() any {
	writer, _ := gzip.NewWriterLevel(nil, 5) // the level is a valid constant
	return writer
}}

// compressed is an answer that compresses text longer than a packet, and remembers status and length for the log.
type compressed struct {
	http.ResponseWriter
	may    bool
	writer *gzip.Writer
	status int
	sent   int64
}

func compressing(w http.ResponseWriter, raw *http.Request) *compressed {
	return &compressed{ResponseWriter: w, may: mayCompress(raw)}
}

func (c *compressed) WriteHeader(status int) {
	if c.status == 0 || c.status < http.StatusOK {
		c.status = status
	}
	header := c.Header()
	if c.may && header.Get("Content-Encoding") == "" && compressible(header.Get("Content-Type")) {
		header.Add("Vary", "Accept-Encoding")
	} else {
		c.may = false
	}
	if status == http.StatusNoContent || status == http.StatusNotModified || status < http.StatusOK {
		c.may = false
	}
	if !c.may {
		c.ResponseWriter.WriteHeader(status)
	}
}

// Write sends the first piece compressed or plain by its length: pages come in one piece.
func (c *compressed) Write(raw []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	c.sent += int64(len(raw))
	if c.may && c.writer == nil {
		if len(raw) < smallest {
			c.may = false
			c.ResponseWriter.WriteHeader(c.status)
		} else {
			c.Header().Set("Content-Encoding", "gzip")
			c.Header().Del("Content-Length")
			c.ResponseWriter.WriteHeader(c.status)
			c.writer, _ = writers.Get().(*gzip.Writer)
			c.writer.Reset(c.ResponseWriter)
		}
	}
	if c.writer != nil {
		return c.writer.Write(raw)
	}
	return c.ResponseWriter.Write(raw)
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressed) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressed) close() {
	switch {
	case c.writer != nil:
		_ = c.writer.Close() // the reader went away: nobody is left to tell
		writers.Put(c.writer)
	case c.may && c.status != 0: // a head without a body was held back
		c.ResponseWriter.WriteHeader(c.status)
	}
}

func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind {
	case "text/html", "text/plain", "text/css", "text/csv", "text/javascript", "application/json", "application/problem+json", "image/svg+xml":
		return true
	}
	return false
}
