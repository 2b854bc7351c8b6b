package page

import (
	"net/http"
	"strings"
	"testing"

	"chengxin/internal/access"
)

func TestDocumentsAreSentUnderTheirChineseNameAndNeverCached(t *testing.T) {
	router := New(testConfig())
	router.Handle("GET /letter", access.Public, func(w http.ResponseWriter, r *Request) error {
		return r.Send(w, Content{Name: "告知书.pdf", Type: "application/pdf", Body: []byte("%PDF"), Inline: true})
	})
	router.Handle("GET /health", access.Public, func(w http.ResponseWriter, r *Request) error { return r.Plain(w, "ok\n") }, WithoutSession())
	b := &browser{t: t, router: router, jar: map[string]string{}}
	header := b.get("/letter").Header()
	if header.Get("Content-Disposition") != "inline; filename*=utf-8''%E5%91%8A%E7%9F%A5%E4%B9%A6.pdf" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers: %v", header)
	}
	if answer := b.get("/health"); answer.Body.String() != "ok\n" || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%v %q", answer.Header(), answer.Body)
	}
}

func TestDeskSaysAboutTheSignIn(t *testing.T) {
	config := testConfig()
	config.About = func(r *Request) string { return "about-" + r.Actor.ID }
	b := &browser{t: t, router: gallery(config), jar: map[string]string{}}
	b.get("/sign-in-as/officer")
	if !strings.Contains(b.get("/console/list").Body.String(), "about-officer-1") {
		t.Error("the desk does not say it")
	}
}
