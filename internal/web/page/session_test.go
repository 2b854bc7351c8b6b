package page

import (
	"net/http"
	"testing"

	"chengxin/internal/access"
)

func TestSigningOutDropsWhatTheBrowserCachedAndNothingElse(t *testing.T) {
	router := gallery(testConfig())
	router.Handle("POST /out", access.Public, func(w http.ResponseWriter, r *Request) error {
		if err := r.SignOut(w); err != nil {
			return err
		}
		return r.SeeOther(w, "/")
	})
	b := &browser{t: t, router: router, jar: map[string]string{}}
	b.get("/sign-in-as/officer")
	answer := b.do(http.MethodPost, "/out", nil)
	// Records of visits without network may wait in the browser's storage: it stays.
	if got := answer.Header().Get("Clear-Site-Data"); got != `"cache"` || answer.Code != http.StatusSeeOther {
		t.Errorf("%d, Clear-Site-Data %s", answer.Code, got)
	}
	if answer := b.get("/console/list"); answer.Code == http.StatusOK {
		t.Error("the desk is still open")
	}
}
