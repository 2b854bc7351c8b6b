package public

import (
	"context"
	"net/http"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/numbering"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
)

// Checkpoint is the log's head as it was last signed.
type Checkpoint struct {
	Note string   // the signed note
	Keys []string // the keys that verify it
}

// SignIn is one of the demonstration's people.
type SignIn struct {
	Role, Name, Login, Password, OneTime string
	Code, Tail, Signing                  string // a resident's
	Path                                 string
}

// Reads is what the public pages read.
type Reads interface {
	// Office is the county's standing data.
	Office(ctx context.Context) (casework.Office, error)
	// Paper finds an issued document by the code of its QR picture. NotFound.
	Paper(ctx context.Context, code string) (numbering.Issued, error)
	// Checkpoint is the latest one; an empty Note when none was signed yet.
	Checkpoint(ctx context.Context) (Checkpoint, error)
	// Edition is the one in force.
	Edition(ctx context.Context) (*policy.Edition, error)
	// Ready says whether the database answers.
	Ready(ctx context.Context) error
	// SignIns are the demonstration's people; none anywhere else.
	SignIns(now time.Time) ([]SignIn, error)
}

// Pages are the public pages.
type Pages struct {
	Reads Reads
	// Papers slows down whoever tries codes: they are unguessable, and nobody needs many.
	Papers *page.Limiter
}

// Routes adds the pages.
func (p Pages) Routes(r *page.Router) {
	r.Handle("GET /{$}", access.Public, p.start)
	r.Handle("GET /help", access.Public, p.help)
	r.Handle("GET /d/{code}", access.Public, p.check)
	r.Handle("GET /check", access.Public, p.ask)
	r.Handle("GET /log", access.Public, p.log)
	r.Handle("GET /log/checkpoint", access.Public, p.checkpoint)
	r.Handle("GET /policy", access.Public, p.policy)
	r.Handle("GET /demo", access.Public, p.demo)
	r.Handle("GET /healthz", access.Public, p.health, page.WithoutSession())
}

func (p Pages) start(w http.ResponseWriter, r *page.Request) error {
	return r.Render(w, startView(r))
}

func (p Pages) help(w http.ResponseWriter, r *page.Request) error {
	office, err := p.Reads.Office(r.Context())
	if err != nil {
		return err
	}
	return r.Render(w, helpView(r, office))
}

// check says whether a paper is genuine. A code that belongs to no paper gets an answer too, not an error: the reader must
// know what to do with the paper in the hand.
func (p Pages) check(w http.ResponseWriter, r *page.Request) error {
	if err := p.Papers.Allow(r.Now, r.Address(), "paper"); err != nil {
		return err
	}
	paper, err := p.Reads.Paper(r.Context(), r.PathValue("code"))
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return r.Render(w, checkedView(r, nil))
	case err != nil:
		return err
	}
	return r.Render(w, checkedView(r, &paper))
}

// ask takes a code typed from a paper, for those who cannot read the picture.
func (p Pages) ask(w http.ResponseWriter, r *page.Request) error {
	typed := r.Query("q")
	if code, err := numbering.ReadPublicCode(typed); err == nil {
		return r.SeeOther(w, "/d/"+code)
	}
	return r.Render(w, askView(r, typed != ""))
}

func (p Pages) log(w http.ResponseWriter, r *page.Request) error {
	checkpoint, err := p.Reads.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	return r.Render(w, logView(r, checkpoint))
}

func (p Pages) checkpoint(w http.ResponseWriter, r *page.Request) error {
	checkpoint, err := p.Reads.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	if checkpoint.Note == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.Plain(w, checkpoint.Note)
}

func (p Pages) policy(w http.ResponseWriter, r *page.Request) error {
	edition, err := p.Reads.Edition(r.Context())
	if err != nil {
		return err
	}
	return r.Render(w, policyView(r, edition))
}

func (p Pages) demo(w http.ResponseWriter, r *page.Request) error {
	people, err := p.Reads.SignIns(r.Now)
	if err != nil {
		return err
	}
	if len(people) == 0 || !r.Demo() {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return r.Render(w, demoView(r, people))
}

func (p Pages) health(w http.ResponseWriter, r *page.Request) error {
	if err := p.Reads.Ready(r.Context()); err != nil {
		return fault.New(fault.Unavailable, "fault.busy").Because(err)
	}
	return r.Plain(w, "ok\n")
}

// way is one line of the front page.
type way struct{ Key, Path string }

func ways() []way {
	return []way{
		{"public.start.resident", "/r/sign-in"},
		{"public.start.paper", "/check"},
		{"public.start.policy", "/policy"},
		{"public.start.help", "/help"},
		{"public.start.officer", "/staff/sign-in"},
		{"public.start.log", "/log"},
	}
}

func signInGrid(r *page.Request, people []SignIn) page.Grid {
	grid := page.Grid{
		Caption: r.T("public.demo.title"), Hidden: true,
		Columns: []page.Column{{Text: r.T("public.demo.role")}, {Text: r.T("public.demo.name")}, {Text: r.T("public.demo.login")}, {Text: r.T("public.demo.secret")}},
	}
	for _, someone := range people {
		login, secret := someone.Login, r.T("public.demo.password", "password", someone.Password, "code", someone.OneTime)
		if someone.Code != "" {
			login, secret = r.T("public.demo.code", "code", someone.Code), r.T("public.demo.tail", "tail", someone.Tail, "signing", someone.Signing)
		}
		grid.Rows = append(grid.Rows, []page.Cell{{Text: someone.Role, Path: someone.Path, Header: true}, {Text: someone.Name}, {Text: login}, {Text: secret}})
	}
	return grid
}
