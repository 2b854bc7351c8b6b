package resident_test

import (
	"net/http"
	"strings"
	"testing"

	"chengxin/internal/pledge"
	"chengxin/internal/web/resident"
)

// letters are the household's signed prints by the member who signed them, and the household's own papers.
func (w *declareWorld) letters(t *testing.T) (head, wife, common []string) {
	t.Helper()
	store := w.files.Store
	facts, err := store.SignedFacts(t.Context(), county, "h", false)
	if err != nil {
		t.Fatal(err)
	}
	personal := map[string]bool{}
	for _, signed := range facts.Signatures {
		if personal[signed.Document] {
			continue
		}
		personal[signed.Document] = true
		if signed.Signer == "head" {
			head = append(head, signed.Document)
		} else {
			wife = append(wife, signed.Document)
		}
	}
	documents, err := store.Documents(t.Context(), county, "h")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range documents {
		if !personal[one.ID] {
			common = append(common, one.ID)
		}
	}
	if len(head) == 0 || len(wife) == 0 || len(common) == 0 {
		t.Fatalf("%v %v %v", head, wife, common)
	}
	return head, wife, common
}

func TestAnAdultReadsHouseholdPapersAndOwnLettersNotAnotherAdults(t *testing.T) {
	w := newDeclareWorld(t)
	w.signs()
	head, wife, common := w.letters(t)
	for who, one := range map[string]struct{ open, closed []string }{
		"member-head": {append(head, common...), wife},
		"member-wife": {append(wife, common...), head},
	} {
		w.as(who)
		list := w.see(resident.PapersPath)
		for _, id := range one.open {
			if answer := w.do(http.MethodGet, "/r/papers/"+id, nil); answer.Code != http.StatusOK || !strings.Contains(list, id+`"`) {
				t.Errorf("%s may read %s: %d\n%s", who, id, answer.Code, list)
			}
		}
		for _, id := range one.closed {
			if answer := w.do(http.MethodGet, "/r/papers/"+id, nil); answer.Code != http.StatusNotFound || strings.Contains(list, id+`"`) {
				t.Errorf("%s reads %s of another adult: %d", who, id, answer.Code)
			}
		}
	}
}

func TestAGuardianReadsTheChildsLettersAndTheFamilysFileHidesTheOthers(t *testing.T) {
	w := newDeclareWorld(t)
	w.signs()
	head, wife, _ := w.letters(t)
	facts, err := w.files.Store.SignedFacts(t.Context(), county, "h", false)
	if err != nil {
		t.Fatal(err)
	}
	child := 0
	for _, signed := range facts.Signatures {
		if signed.Member != "child" {
			continue
		}
		child++
		if signed.Text == pledge.AuthorisationText && signed.Signer != "head" {
			t.Errorf("signed by %s", signed.Signer)
		}
		if answer := w.as("member-head").do(http.MethodGet, "/r/papers/"+signed.Document, nil); answer.Code != http.StatusOK {
			t.Errorf("the guardian does not read the child's %s: %d", signed.Text, answer.Code)
		}
	}
	if child == 0 {
		t.Fatal("nothing was signed for the child")
	}
	actor, _ := pledgeActor("member-wife")
	mine, err := w.files.Mine(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	signed := 0
	for _, event := range mine.Events {
		seen[event.Document] = true
		if event.Kind == "signed" {
			signed++
		}
	}
	for _, paper := range mine.Documents {
		seen[paper.ID] = true
	}
	if seen[head[0]] || !seen[wife[0]] || signed < 3 {
		t.Errorf("the wife's file leads to %v and tells of %d signatures", seen, signed)
	}
}
