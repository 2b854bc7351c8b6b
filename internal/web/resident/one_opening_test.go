package resident_test

import (
	"context"
	"net/http"
	"testing"

	"chengxin/internal/audit"
	"chengxin/internal/region"
	"chengxin/internal/web/resident"
)

// entries is how many entries the county's log has.
func (w *declareWorld) entries(t *testing.T) int64 {
	t.Helper()
	log, ok := w.acts.Reads.(interface {
		LogHead(ctx context.Context, county region.Code) (audit.Frontier, error)
	})
	if !ok {
		t.Fatal("the readers do not read the log")
	}
	head, err := log.LogHead(t.Context(), county)
	if err != nil {
		t.Fatal(err)
	}
	return head.Size()
}

func TestAResidentsOwnReadingIsLoggedOnceForEachTextAndNotForEachPage(t *testing.T) {
	w := newDeclareWorld(t)
	w.signs()
	w.as("member-wife")
	before := w.entries(t)
	for range 3 {
		for _, path := range []string{
			"/r", resident.NoticePath, resident.PledgePath, resident.AuthorisationPath, resident.SignedPath, resident.MembersPath, resident.CheckPath,
			resident.ChangePath, resident.ExitPath, resident.PapersPath, resident.MessagesPath,
		} {
			if answer := w.do(http.MethodGet, path, nil); answer.Code != http.StatusOK && answer.Code != http.StatusSeeOther {
				t.Errorf("%s: %d", path, answer.Code)
			}
		}
	}
	// The wife signed without having opened the notice here: her first reading is a fact, the others are none.
	if made := w.entries(t) - before; made != 1 {
		t.Errorf("looking at one's own pages made %d entries", made)
	}
}
