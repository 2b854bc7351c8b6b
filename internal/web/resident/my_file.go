package resident

import (
	"net/http"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
	"chengxin/internal/wording"
)

// FilePages are my file in plain words, and who opened it and why.
type FilePages struct {
	Files  *casefile.Reader
	Photos PhotoActs
	Scans  ScanActs
	Home   string // the address of the resident's task list
}

// The addresses of these pages, for the task list.
const (
	FilePath   = "/r/file"
	OpenedPath = "/r/file/opened"
)

// Routes adds the pages.
func (p FilePages) Routes(r *page.Router) {
	r.Handle("GET "+FilePath, access.SelfView, p.file)
	r.Handle("GET "+OpenedPath, access.SelfView, p.opened)
	r.Handle("GET "+EvidencePath, access.SelfView, p.evidence)
	r.Handle("GET "+EvidencePath+"/{kind}/{within}/{one}", access.SelfView, p.oneEvidence)
	r.Handle("GET "+EvidencePath+"/{kind}/{within}/{one}/picture", access.SelfView, p.picture)
}

// file shows what is on file about the household: the own data in full, the others' only as far as the family knows it.
func (p FilePages) file(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Files.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, myFileView(r, p, mine))
}

// opened shows who opened the file, by office and role, when and why.
func (p FilePages) opened(w http.ResponseWriter, r *page.Request) error {
	before, err := strconv.ParseInt(r.Query("before"), 10, 64)
	if err != nil {
		before = 0 // an address that somebody cut: the list begins anew
	}
	looks, err := p.Files.AccessLog(r.Context(), r.Actor, r.Actor.County, r.Actor.Household, before)
	if err != nil {
		return err
	}
	pages := page.Pages{Shown: len(looks)}
	if len(looks) == casefile.Page {
		pages.Later = r.With("before", strconv.FormatInt(looks[len(looks)-1].Seq, 10))
	}
	return r.Render(w, openedView(r, looks, pages))
}

// wordsOf is a text of the catalogue whose placeholders may be keys of the catalogue themselves, marked with "@".
func wordsOf(r *page.Request, key string, pairs ...string) string {
	values := make([]any, len(pairs))
	for i, value := range pairs {
		if name, isKey := strings.CutPrefix(value, "@"); isKey && i%2 == 1 {
			value = r.T(name)
		}
		values[i] = value
	}
	return r.T(key, values...)
}

// myEvents tells the household's history, the latest first, without what only officers need to see.
func myEvents(r *page.Request, mine casefile.MyFile) []page.Event {
	var events []page.Event
	for _, e := range mine.Events {
		shown := page.Event{Title: wordsOf(r, "casefile.event."+e.Kind, e.Pairs...), At: dayWords(r, e.Day()), Moment: e.Day().String()}
		if name := mine.Names[e.Member]; name != "" {
			if e.Member == r.Actor.ID {
				name = r.T("casefile.mine.you")
			}
			shown.Title = r.T("casefile.event.of", "name", name, "event", shown.Title)
		}
		if e.ByKind == access.Officer {
			if unit := mine.Desks[e.By].Unit; unit != "" {
				shown.By = region.FullName(unit)
			}
		}
		if e.Document != "" {
			shown.Body = myPaperLink(r, e.Document)
		}
		events = append(events, shown)
	}
	return events
}

func ownRows(r *page.Request, mine casefile.MyFile) []page.Row {
	own := mine.Own
	rows := []page.Row{
		{Key: r.T("casefile.member.name"), Value: own.Name},
		{Key: r.T("casefile.member.relation"), Value: own.Relation.Label(r.Language)},
	}
	add := func(key, value string) {
		if !own.Own && value == "" {
			return // somebody who acts for the member is not shown it
		}
		if value == "" {
			value = r.T("casefile.member.not_recorded")
		}
		rows = append(rows, page.Row{Key: r.T(key), Value: value})
	}
	add("casefile.member.id_number", own.IDNumber)
	add("casefile.member.phone", own.Phone)
	add("casefile.member.account", own.Account)
	add("casefile.member.health", own.Words)
	add("casefile.field.address", mine.Address)
	return rows
}

func familyRows(r *page.Request, persons []casefile.Person) []page.Row {
	rows := make([]page.Row, len(persons))
	for i, person := range persons {
		rows[i] = page.Row{Key: person.Relation.Label(r.Language), Value: person.Name}
	}
	return rows
}

// lookText says in a sentence who was shown what, and why.
func lookText(r *page.Request, look casefile.Look) string {
	key := "casefile.look." + look.Kind
	if !wording.Has(wording.Chinese, key) {
		key = "casefile.look.other"
	}
	field := ""
	if look.Field != "" {
		field = r.T("casefile.field." + look.Field)
	}
	return r.T(key, "field", field, "number", look.Document)
}

func lookWho(r *page.Request, look casefile.Look) string {
	switch look.ActorKind {
	case access.Resident:
		return r.T("casefile.by.household")
	case access.Officer:
	case access.System:
		return r.T("casefile.by.other_system", "name", look.Actor)
	case access.Nobody, access.Rule, access.Setup:
		return r.T("casefile.by.system")
	}
	role := r.T("casefile.by.officer")
	if look.Role != "" {
		role = r.T("access.role." + string(look.Role))
	}
	return r.T("casefile.mine.who", "office", region.FullName(look.Desk.Unit), "role", role)
}

func lookWhy(r *page.Request, look casefile.Look) string {
	if look.Purpose == "" && look.ActorKind == access.Resident {
		return r.T("casefile.purpose.own")
	}
	if wording.Has(wording.Chinese, "casefile.purpose."+look.Purpose) {
		return r.T("casefile.purpose." + look.Purpose)
	}
	return look.Purpose
}

func lookEvents(r *page.Request, looks []casefile.Look) []page.Event {
	events := make([]page.Event, len(looks))
	for i, look := range looks {
		events[i] = page.Event{
			Title: lookWho(r, look), At: dayWords(r, dayOf(look.At)) + " " + timeOf(look.At), Moment: look.At.Format("2006-01-02T15:04:05Z07:00"),
			Body: lookBody(lookText(r, look), r.T("casefile.mine.why", "why", lookWhy(r, look))),
		}
	}
	return events
}
