package resident

import (
	"errors"

	steps "chengxin/internal/casework/pledge"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/web/page"
)

// PledgePages are the pages of the notice, the understanding questions, the pledge and the authorisation.
type PledgePages struct {
	Acts  steps.Acts
	Paper func(document string) string // the address of a document's PDF
	Home  string                       // the address of the resident's task list
}

// The addresses of the step's pages, for the task list.
const (
	NoticePath        = "/r/notice"
	UnderstandingPath = "/r/understanding"
	PledgePath        = "/r/pledge"
	AuthorisationPath = "/r/authorisation"
	SignPath          = "/r/pledge/sign"
	SignedPath        = "/r/pledge/signed"
	WithdrawPath      = "/r/pledge/withdraw"
)

// Routes adds the pages.
func (p PledgePages) Routes(r *page.Router) {
	r.Handle("GET "+NoticePath, access.SelfNotice, p.notice)
	r.Handle("POST "+NoticePath, access.SelfNotice, p.notice)
	r.Handle("GET "+UnderstandingPath, access.SelfNotice, p.understanding)
	r.Handle("POST "+UnderstandingPath, access.SelfNotice, p.understanding)
	r.Handle("GET "+PledgePath, access.SelfPledge, p.pledge)
	r.Handle("GET "+AuthorisationPath, access.SelfPledge, p.authorisation)
	r.Handle("GET "+SignPath, access.SelfPledge, p.sign)
	r.Handle("POST "+SignPath, access.SelfPledge, p.sign)
	r.Handle("GET "+SignedPath, access.SelfView, p.signed)
	r.Handle("GET "+WithdrawPath, access.SelfPledge, p.withdraw)
	r.Handle("POST "+WithdrawPath, access.SelfPledge, p.withdraw)
}

// PledgeTasks is how far a resident has come, for the task list.
type PledgeTasks struct {
	NoticeRead     bool // the household has been told of the text in force
	NoticeAgain    bool // it was told of an earlier version only
	Understood     bool // this member has answered every question
	Signed         bool // nothing is owed by this member or by the wards
	HouseholdValid bool // everybody has signed: the declaration may be handed in
	Others         int  // members for whom something is still owed, this one left out
	NeedsGuardian  bool // this member does not sign: a guardian does
}

// TasksOf derives the state of the step's tasks for one member.
func TasksOf(view steps.View, member string) PledgeTasks {
	tasks := PledgeTasks{
		NoticeRead: view.Notice.State == pledge.ToldNow, NoticeAgain: view.Notice.State == pledge.ToldBefore,
		Understood: view.Progress(member).Done, HouseholdValid: view.Standing.Valid,
	}
	if own, found := view.Standing.Of(member); found {
		tasks.Signed, tasks.NeedsGuardian = own.Complete, own.Ward
	}
	for _, waiting := range view.Standing.Waiting() {
		if waiting.Person.Member != member {
			tasks.Others++
		}
	}
	return tasks
}

// take shows a refusal in the form: what page.Form.Take takes, and a conflict, which says what to do next.
func take(f *page.Form, err error) error {
	err = f.Take(err)
	var one *fault.Error
	if errors.As(err, &one) && one.Kind == fault.Conflict {
		f.Refuse(one.Field, one.Key, one.Pairs...)
		return nil
	}
	return err
}
