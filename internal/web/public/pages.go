package public

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
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
	// MayOpen says whether an officer may open the paper itself.
	MayOpen(ctx context.Context, actor access.Actor, paper numbering.Issued) (bool, error)
	// Checkpoint is the latest one; an empty Note when none was signed yet.
	Checkpoint(ctx context.Context) (Checkpoint, error)
	// Root is the log's root, base64, when it had so many entries. NotFound when it has never had them.
	Root(ctx context.Context, size int64) (string, error)
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
	people, err := p.Reads.SignIns(r.Now) // the start opens without them, as where there are none
	return r.Render(w, startView(r, err == nil && r.Demo() && len(people) > 0))
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
		return r.Render(w, checkedView(r, nil, false))
	case err != nil:
		return err
	}
	mayOpen := false
	if r.SignedIn() && r.Actor.Kind == access.Officer {
		if mayOpen, err = p.Reads.MayOpen(r.Context(), r.Actor, paper); err != nil {
			return err
		}
	}
	return r.Render(w, checkedView(r, &paper, mayOpen))
}

// ask takes a code typed from a paper, for those who cannot read the picture.
func (p Pages) ask(w http.ResponseWriter, r *page.Request) error {
	typed := r.Query("q")
	if code, err := numbering.ReadPublicCode(typed); err == nil {
		return r.SeeOther(w, "/d/"+code)
	}
	return r.Render(w, askView(r, typed != ""))
}

// log shows the latest checkpoint, and, for whoever holds a letter, the root at the size that the letter prints.
func (p Pages) log(w http.ResponseWriter, r *page.Request) error {
	checkpoint, err := p.Reads.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	shown := logShown{Checkpoint: checkpoint}
	if text, _, signed := strings.Cut(checkpoint.Note, "\n\n"); signed {
		if shown.head, err = audit.ParseCheckpoint(text + "\n"); err != nil {
			return err
		}
	}
	if typed := r.Query("q"); typed != "" {
		if err := p.Papers.Allow(r.Now, r.Address(), "log"); err != nil {
			return err
		}
		shown.asked = true
		if shown.size, err = strconv.ParseInt(typed, 10, 64); err == nil && shown.size >= 0 {
			shown.root, err = p.Reads.Root(r.Context(), shown.size)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
	}
	return r.Render(w, logView(r, shown))
}

// logShown is what the log's page shows.
type logShown struct {
	Checkpoint
	head  audit.Checkpoint
	asked bool   // a size was typed
	size  int64  // the size that was typed
	root  string // the root at that size; empty when the log never had it
}

// grouped sets blanks between every four characters, so that a hash can be compared by eye.
func grouped(hash string) string {
	var groups []string
	for start := 0; start < len(hash); start += 4 {
		groups = append(groups, hash[start:min(start+4, len(hash))])
	}
	return strings.Join(groups, " ")
}

// onPaper is how much of a root the letters print.
const onPaper = 16

func firstOf(root string) string { return root[:min(onPaper, len(root))] }

func restOf(root string) string { return root[min(onPaper, len(root)):] }

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
		{"public.start.tipoff", tipOffPath},
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

// officeRows tells how to reach the county; what is not configured is left out.
func officeRows(r *page.Request, office casework.Office) []page.Row {
	rows := []page.Row{{Key: r.T("public.help.agency"), Value: office.Agency}}
	if office.Phone != "" {
		rows = append(rows, page.Row{Key: r.T("public.help.phone"), Body: page.Telephone(r, office.Phone)})
	}
	if office.Address != "" {
		rows = append(rows, page.Row{Key: r.T("public.help.address"), Value: office.Address})
	}
	return rows
}
