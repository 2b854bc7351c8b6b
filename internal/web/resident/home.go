package resident

import (
	"net/http"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// home is the resident's task list: what is done, what comes next, and what can be done at any time.
func (d Declare) home(w http.ResponseWriter, r *page.Request) error {
	view, err := d.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	pledges, err := d.Pledges.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, homeView(r, d.homeOf(r, view, TasksOf(pledges, r.Actor.ID))))
}

// homePage is what the home page shows.
type homePage struct {
	Name, Number string
	Proxy        string // who acts for the resident; empty when the resident does
	Tasks        []page.Task
	More         []page.Task // what can be done at any time
	Next         []string    // what happens next, in words
	Messages     []message   // the latest ones
}

// latestMessages is how many messages stand on the home page.
const latestMessages = 3

func (d Declare) homeOf(r *page.Request, view steps.View, pledged PledgeTasks) homePage {
	h := homePage{Name: r.Actor.Name, Number: view.Household.Number, Messages: messagesOf(r, view, latestMessages)}
	if r.Actor.Proxy != nil {
		h.Proxy = r.Actor.Proxy.Name
	}
	may := r.Actor.MayAnywhere
	task := func(permission access.Permission, name, path, state string, colour page.Colour, hint string) page.Task {
		t := page.Task{Title: r.T("declare.task." + name), Hint: hint, Path: path, Tag: r.T("declare.tag." + state), Colour: colour}
		if !may(permission) {
			t.Path, t.Hint = "", r.T("declare.task.not_proxy")
		}
		return t
	}
	state := func(done bool) (string, page.Colour) {
		if done {
			return "done", page.Success
		}
		return "open", page.Neutral
	}
	name, colour := state(pledged.NoticeRead)
	h.Tasks = append(h.Tasks, task(access.SelfNotice, "notice", NoticePath, name, colour, ""))
	name, colour = state(pledged.Understood)
	h.Tasks = append(h.Tasks, task(access.SelfNotice, "understanding", UnderstandingPath, name, colour, ""))
	name, colour = state(pledged.Signed)
	hint := ""
	if pledged.Signed && pledged.Others > 0 {
		name, colour, hint = "waiting", page.Waiting, r.T("declare.task.others_sign", "count", pledged.Others)
	}
	h.Tasks = append(h.Tasks, task(access.SelfPledge, "pledge", PledgePath, name, colour, hint), d.declareTask(r, view, task))
	h.Next = nextWords(r, view, pledged)
	if len(view.Declarations) > 0 {
		h.More = append(h.More,
			task(access.SelfView, "declared", DeclarationPath, "look", page.Neutral, ""),
			task(access.SelfDeclare, "correct", CorrectPath, "any_time", page.Neutral, r.T("declare.task.correct_hint")))
	}
	h.More = append(h.More, task(access.SelfChange, "change", ChangePath, "any_time", page.Neutral, r.T("declare.task.change_hint")))
	exit, exitColour, exitHint := "any_time", page.Neutral, r.T("declare.task.exit_hint")
	if open, found := view.OpenExit(period.DayOf(r.Now)); found {
		exit, exitColour, exitHint = "exit."+string(open.State(period.DayOf(r.Now))), page.Waiting, r.T("declare.exit.until", "day", dayWords(r, open.RevokeBy()))
	}
	h.More = append(h.More,
		task(access.SelfExit, "exit", ExitPath, exit, exitColour, exitHint),
		task(access.SelfView, "papers", PapersPath, "look", page.Neutral, r.T("declare.task.papers_hint")))
	if len(view.Sheets) > 0 {
		h.More = append(h.More, task(access.SelfView, "sheets", SheetsPath, "look", page.Neutral, r.T("declare.task.sheets_hint")))
	}
	h.More = append(h.More, task(access.SelfView, "applications", ApplicationsPath, "look", page.Neutral, r.T("declare.task.applications_hint")))
	h.More = append(h.More, task(access.SelfView, "visits", VisitsPath, "look", page.Neutral, r.T("declare.task.visits_hint")))
	h.More = append(h.More, task(access.SelfView, "verification", VerificationPath, "look", page.Neutral, r.T("declare.task.verification_hint")))
	h.More = append(h.More, task(access.SelfView, "file", FilePath, "look", page.Neutral, r.T("declare.task.file_hint")))
	if r.Actor.Proxy == nil {
		h.More = append(h.More, task(access.SelfProxy, "proxies", "/r/proxies", "look", page.Neutral, ""))
	}
	h.More = append(h.More, page.Task{Title: r.T("declare.task.sessions"), Hint: r.T("declare.task.sessions_hint"), Path: SessionsPath, Tag: r.T("declare.tag.look"), Colour: page.Neutral})
	return h
}

// declareTask is the line of the declaration itself: how many pages are answered, or that it is handed in.
func (d Declare) declareTask(r *page.Request, view steps.View, task func(access.Permission, string, string, string, page.Colour, string) page.Task) page.Task {
	if len(view.Declarations) > 0 && !view.HasDraft {
		latest := declaration.Latest(view.Declarations)
		return task(access.SelfDeclare, "declare", DeclarationPath, "submitted", page.Success,
			r.T("declare.task.submitted_on", "day", dayWords(r, period.DayOf(latest.SubmittedAt)), "number", latest.Number))
	}
	p := progressOf(view, step{})
	hint := r.T("declare.task.progress", "answered", p.Answered, "all", p.All)
	switch {
	case p.Answered == 0:
		return task(access.SelfDeclare, "declare", MembersPath, "open", page.Neutral, hint)
	case p.Answered < p.All:
		return task(access.SelfDeclare, "declare", nextOpen(view, step{}), "running", page.Running, hint)
	}
	return task(access.SelfDeclare, "declare", CheckPath, "to_submit", page.Waiting, r.T("declare.task.all_answered"))
}

func nextWords(r *page.Request, view steps.View, pledged PledgeTasks) []string {
	switch {
	case len(view.Declarations) > 0 && !view.HasDraft:
		return []string{r.T("declare.next.visit"), r.T("declare.next.change")}
	case !pledged.HouseholdValid:
		return []string{r.T("declare.next.pledge"), r.T("declare.next.saved")}
	}
	return []string{r.T("declare.next.declare"), r.T("declare.next.saved")}
}
