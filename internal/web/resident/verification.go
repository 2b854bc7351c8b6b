package resident

import (
	"context"
	"net/http"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/verification"
	"chengxin/internal/fault"
	"chengxin/internal/verification"
	"chengxin/internal/web/page"
)

// VerificationActs are what a resident reads and says of what sources stated about the own household.
type VerificationActs interface {
	Mine(ctx context.Context, actor access.Actor) (steps.View, error)
	DisputeResult(ctx context.Context, actor access.Actor, key string, of steps.Result, words string) (verification.Dispute, error)
}

// VerificationPages show a household what was found about it by which source as of when, and take its word that one result is not
// right.
type VerificationPages struct {
	Acts VerificationActs
	Home string
}

// VerificationPath is where the pages stand.
const VerificationPath = "/r/verification"

// Routes adds the pages.
func (p VerificationPages) Routes(r *page.Router) {
	r.Handle("GET "+VerificationPath, access.SelfView, p.results)
	r.Handle("GET "+VerificationPath+"/{report}/{member}/{item}", access.SelfDeclare, p.dispute)
	r.Handle("POST "+VerificationPath+"/{report}/{member}/{item}", access.SelfDeclare, p.dispute)
}

func (p VerificationPages) results(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, myVerificationView(r, p, mine))
}

// dispute takes the household's word that a result is not right.
func (p VerificationPages) dispute(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	of := steps.Result{Report: r.PathValue("report"), Member: r.PathValue("member"), Item: r.PathValue("item")}
	result, found := mine.Find(of.Report, of.Member, of.Item)
	if !found {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		_, err := p.Acts.DisputeResult(r.Context(), r.Actor, f.Key(), of, f.Text("words"))
		if err == nil {
			r.Flash(r.T("verification.mine.dispute_done"))
			return r.SeeOther(w, VerificationPath)
		}
		if err := takeHere(f, err, nil); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, disputeResultView(r, f, mine, result))
}

// resultTitle names a result: whose, and of what.
func resultTitle(r *page.Request, mine steps.View, result verification.Result) string {
	item, _ := mine.Terms.Item(result.Item)
	if person, found := mine.Person(result.Member); found {
		return r.T("verification.mine.person", "name", person.Name, "item", item.Label)
	}
	return item.Label
}

func resultSaid(r *page.Request, mine steps.View, result verification.Result) string {
	item, _ := mine.Terms.Item(result.Item)
	return steps.ResultWords(r.Language, item, result.State, result.Value)
}

func hidesResults(mine steps.View) bool {
	for _, result := range mine.Results {
		if result.Hidden {
			return true
		}
	}
	return false
}

func resultPath(result verification.Result) string {
	return VerificationPath + "/" + result.Report + "/" + result.Member + "/" + result.Item
}
