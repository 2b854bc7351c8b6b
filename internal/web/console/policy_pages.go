package console

import (
	"context"
	"net/http"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// OfficerNames names a county's officers by id.
type OfficerNames interface {
	OfficerNames(ctx context.Context, county region.Code) (map[string]string, error)
}

// PolicyPages are the desk's pages of policy editions: the one in force with its rules, drafts with their check, comments,
// adoption, and the county's legal opinions.
type PolicyPages struct {
	Acts  policyedition.Acts
	Names OfficerNames
	// Edition is the edition in force on a day, with the opinions that were filed.
	Edition func(ctx context.Context, county region.Code, on period.Day) (*policy.Edition, error)
}

const (
	policyPath  = "/console/policy"
	draftPath   = policyPath + "/drafts/{draft}"
	opinionPath = policyPath + "/opinions"
)

// Routes adds the pages.
func (p PolicyPages) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler, options ...page.Option) {
		r.Handle("GET "+path, permission, handler, options...)
		r.Handle("POST "+path, permission, handler, options...)
	}
	r.Handle("GET "+policyPath, access.PolicyView, p.policy)
	both(policyPath+"/drafts/new", access.PolicyDraft, p.registerDraft, page.Body(policyedition.MaxArchive+1<<20), page.Within(2*time.Minute))
	r.Handle("GET "+draftPath, access.PolicyView, p.draft)
	both(draftPath+"/open", access.PolicyDraft, p.openForComment)
	both(draftPath+"/comment", access.PolicyComment, p.comment)
	both(draftPath+"/answer/{comment}", access.PolicyDraft, p.answerComment)
	both(draftPath+"/propose", access.PolicyDraft, p.proposeAdoption)
	both(draftPath+"/adopt", access.PolicyAdopt, p.adopt)
	both(opinionPath+"/new", access.PolicyDraft, p.fileOpinion, page.Body(blob.MaxPosted+1<<20), page.Within(2*time.Minute))
	both(opinionPath+"/withdraw/{measure}", access.PolicyDraft, p.withdrawOpinion)
	both(opinionPath+"/review/{opinion}", access.PolicyAdopt, p.reviewOpinion)
	r.Handle("GET "+opinionPath+"/{opinion}", access.PolicyView, p.opinionScan)
}

func draftAt(draft, rest string) string { return policyPath + "/drafts/" + draft + rest }

// policyShown is what the front page of editions shows.
type policyShown struct {
	edition  *policy.Edition
	force    *policyedition.Adoption // nil: the edition of the setup
	drafts   []policyedition.Course
	opinions []policyedition.Opinion // those that count
	waiting  []policyedition.Opinion // those that wait for another person
	names    map[string]string
	today    period.Day
}

// policy shows the rules in force, with their articles and legal bases, the drafts and the opinions.
func (p PolicyPages) policy(w http.ResponseWriter, r *page.Request) error {
	county, today := r.Actor.County, period.DayOf(r.Now)
	edition, err := p.Edition(r.Context(), county, today)
	if err != nil {
		return err
	}
	shown := policyShown{edition: edition, today: today}
	drafts, err := p.Acts.Reads.Drafts(r.Context(), county)
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		course, err := p.Acts.Reads.Course(r.Context(), county, draft.ID)
		if err != nil {
			return err
		}
		shown.drafts = append(shown.drafts, course)
	}
	adoptions, err := p.Acts.Reads.Adoptions(r.Context(), county)
	if err != nil {
		return err
	}
	shown.force = policyedition.Pick(adoptions, today)
	events, err := p.Acts.Reads.Opinions(r.Context(), county)
	if err != nil {
		return err
	}
	shown.opinions, shown.waiting = policyedition.Standing(events), policyedition.Waiting(events)
	if shown.names, err = p.Names.OfficerNames(r.Context(), county); err != nil {
		return err
	}
	return r.Render(w, policyView(r, shown))
}

// draftShown is what a draft's page shows.
type draftShown struct {
	policyedition.Course
	report   policy.Report
	edition  *policy.Edition    // nil when the check fails
	cases    *policy.CaseReport // nil when the check fails
	names    map[string]string
	today    period.Day
	replaced bool // a later edition is in force
}

// draft shows one draft: its check, its cases, its text with the comments at each article, and what may be done now.
func (p PolicyPages) draft(w http.ResponseWriter, r *page.Request) error {
	shown, err := p.shown(r)
	if err != nil {
		return err
	}
	return r.Render(w, draftView(r, shown))
}

func (p PolicyPages) shown(r *page.Request) (shown draftShown, err error) {
	county := r.Actor.County
	shown.today = period.DayOf(r.Now)
	if shown.Course, err = p.Acts.Reads.Course(r.Context(), county, r.PathValue("draft")); err != nil {
		return shown, err
	}
	if shown.report, shown.edition, err = p.Acts.Check(r.Context(), county, shown.Draft.ID); err != nil {
		return shown, err
	}
	if shown.edition != nil {
		cases := policy.RunCases(shown.edition)
		shown.cases = &cases
	}
	adoptions, err := p.Acts.Reads.Adoptions(r.Context(), county)
	if err != nil {
		return shown, err
	}
	if picked := policyedition.Pick(adoptions, shown.today); picked != nil && shown.Adoption != nil && !shown.Adoption.EffectiveOn.After(shown.today) {
		shown.replaced = picked.Draft != shown.Draft.ID
	}
	shown.names, err = p.Names.OfficerNames(r.Context(), county)
	return shown, err
}

// registerDraft takes a draft in, from an archive or from a folder that lies on the server.
func (p PolicyPages) registerDraft(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		archive, given := f.File("archive", policyedition.MaxArchive)
		var draft string
		switch {
		case !f.Valid():
		case given:
			draft, err = p.Acts.RegisterArchive(r.Context(), r.Actor, r.Actor.County, archive.Content, f.Key())
		case f.Text("folder") != "":
			draft, err = p.Acts.RegisterFolder(r.Context(), r.Actor, r.Actor.County, f.Text("folder"), f.Key())
		default:
			f.Refuse("archive", "edition.archive.missing")
		}
		if err == nil && f.Valid() {
			r.Flash(r.T("edition.registered"))
			return r.SeeOther(w, draftAt(draft, ""))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, registerDraftView(r, f, p.Acts.Folders.Names()))
}

// act runs the form of one act about a draft: shown by view, done by do, then back to the draft.
func (p PolicyPages) act(w http.ResponseWriter, r *page.Request, said string, view func(*page.Form, draftShown) error, do func(*page.Form) error) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		err := do(f)
		if err == nil && f.Valid() {
			r.Flash(r.T(said))
			return r.SeeOther(w, draftAt(r.PathValue("draft"), ""))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	shown, err := p.shown(r)
	if err != nil {
		return err
	}
	return view(f, shown)
}

func (p PolicyPages) openForComment(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "edition.opened", func(f *page.Form, shown draftShown) error {
		return r.RenderForm(w, f, openForCommentView(r, f, shown))
	}, func(f *page.Form) error {
		closes := f.RequireDay("closes_on", r.T("edition.closes_on"))
		if !f.Valid() {
			return nil
		}
		return p.Acts.OpenForComment(r.Context(), r.Actor, r.Actor.County, r.PathValue("draft"), closes.Day, f.Text("words"), f.Key())
	})
}

func (p PolicyPages) comment(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "edition.commented", func(f *page.Form, shown draftShown) error {
		if r.Method == http.MethodGet {
			f.Set("anchor", r.Query("anchor"))
		}
		return r.RenderForm(w, f, commentView(r, f, shown))
	}, func(f *page.Form) error {
		return p.Acts.Comment(r.Context(), r.Actor, r.Actor.County, r.PathValue("draft"), f.Text("anchor"), f.Text("words"), f.Key())
	})
}

func (p PolicyPages) answerComment(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "edition.answered", func(f *page.Form, shown draftShown) error {
		for _, comment := range shown.Comments {
			if comment.ID == r.PathValue("comment") {
				return r.RenderForm(w, f, answerView(r, f, shown, comment))
			}
		}
		return fault.New(fault.NotFound, "fault.not_found")
	}, func(f *page.Form) error {
		taken := f.RequireChoice("taken", r.T("edition.answer.taken"), "yes", "no")
		if !f.Valid() {
			return nil
		}
		return p.Acts.AnswerComment(r.Context(), r.Actor, r.Actor.County, r.PathValue("draft"), r.PathValue("comment"), taken == "yes", f.Text("words"), f.Key())
	})
}

func (p PolicyPages) proposeAdoption(w http.ResponseWriter, r *page.Request) error {
	return p.act(w, r, "edition.proposed", func(f *page.Form, shown draftShown) error {
		return r.RenderForm(w, f, proposeView(r, f, shown))
	}, func(f *page.Form) error {
		on := f.RequireDay("effective_on", r.T("edition.effective_on"))
		if !f.Valid() {
			return nil
		}
		return p.Acts.ProposeAdoption(r.Context(), r.Actor, r.Actor.County, r.PathValue("draft"), on.Day, f.Text("reason"), f.Key())
	})
}

func (p PolicyPages) adopt(w http.ResponseWriter, r *page.Request) error {
	if sent, err := needsStepUp(w, r); sent || err != nil {
		return err
	}
	return p.act(w, r, "edition.adopted", func(f *page.Form, shown draftShown) error {
		return r.RenderForm(w, f, adoptView(r, f, shown))
	}, func(f *page.Form) error {
		return p.Acts.Adopt(r.Context(), r.Actor, r.Actor.County, r.PathValue("draft"), f.Text("digest"), f.Ticked("warnings"), f.Key())
	})
}
