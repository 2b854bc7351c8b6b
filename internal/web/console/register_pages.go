package console

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/casework/outbox"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
	"chengxin/internal/wording"
)

// Printer prints an issued document's content as PDF; Large prints in large type.
type Printer interface {
	Print(ctx context.Context, content []byte, large bool) ([]byte, error)
}

// RegisterPages are the desk's front page, the register, the household's file, the outbox and the papers.
type RegisterPages struct {
	Files       *casefile.Reader
	Acts        register.Acts
	Outbox      outbox.Acts
	Pledge      pledgesteps.Acts
	Declaration declarationsteps.Acts
	Comparison  ComparisonActs // nil: without the three sources
	Printer     Printer
	FilePrinter FilePrinter
	Waits       []Waits // what the front page counts, in its order

	progress kept
	searches *page.Limiter
	asked    searches
}

// The addresses of these pages.
const (
	searchPath = "/console/households"
	filePath   = "/console/households/{household}"
	placePath  = "/console/places/"
	outboxPath = "/console/outbox"
	paperPath  = "/console/papers/"
)

// Searches by a full number are slowed to one every two seconds after thirty at once: nobody works through a list of
// identity numbers (safeguards, enumerating the blind index).
const (
	searchEvery = 2 * time.Second
	searchBurst = 30
)

// Routes adds the pages.
func (p *RegisterPages) Routes(r *page.Router) {
	p.searches = page.NewLimiter(searchEvery, searchBurst)
	both := func(path string, permission access.Permission, handler page.Handler) {
		r.Handle("GET "+path, permission, handler)
		r.Handle("POST "+path, permission, handler)
	}
	both("/console", access.OwnAccount, p.home)
	both(searchPath, access.HouseholdSearch, p.search)
	r.Handle("GET "+placePath+"{place}", access.HouseholdSearch, p.place)
	both(searchPath+"/new", access.HouseholdRegister, p.registerHousehold)
	both(filePath, access.HouseholdOpen, p.householdFile)
	r.Handle("GET "+filePath+"/print", access.HouseholdOpen, p.printFile, page.Within(printTime))
	r.Handle("GET "+filePath+"/evidence/{kind}/{within}/{one}", access.HouseholdOpen, p.evidence)
	both(filePath+"/reveal", access.HouseholdReveal, p.reveal)
	both(filePath+"/members/new", access.HouseholdCorrect, p.addMember)
	both(filePath+"/members/{member}/correct", access.HouseholdCorrect, p.correctMember)
	both(filePath+"/members/{member}/end", access.HouseholdCorrect, p.endMembership)
	both(filePath+"/kinship", access.KinshipRecord, p.discloseKinship)
	r.Handle("GET "+outboxPath, access.OutboxHandle, p.outbox)
	both(outboxPath+"/{message}", access.OutboxHandle, p.tellHousehold)
	r.Handle("GET "+paperPath+"{document}", access.DocumentOpen, p.openPaper)
}

// fileAt is the address of a page of a household's file.
func fileAt(household, rest string) string {
	return strings.Replace(filePath, "{household}", household, 1) + rest
}

// placeIn is a place's whole name, from the county down.
func placeIn(code region.Code) string { return region.FullName(code) }

// takeAct takes an act's refusal into the form: what is invalid, and a conflict, which says what to do instead.
func takeAct(f *page.Form, err error) error {
	var one *fault.Error
	if errors.As(err, &one) && one.Kind == fault.Conflict {
		f.Refuse(one.Field, one.Key, one.Pairs...)
		return nil
	}
	return f.Take(err)
}

// words is a text of the catalogue whose placeholders may be keys of the catalogue themselves, marked with "@".
func words(r *page.Request, key string, pairs ...string) string {
	values := make([]any, len(pairs))
	for i, value := range pairs {
		if name, isKey := strings.CutPrefix(value, "@"); isKey && i%2 == 1 {
			value = r.T(name)
		}
		values[i] = value
	}
	return r.T(key, values...)
}

// topicWords is what a message says.
func topicWords(r *page.Request, m casefile.Message) string {
	var pairs []string
	for name, value := range m.Detail {
		if name == "act" && wording.Has(wording.Chinese, "casefile.act."+value) {
			value = "@casefile.act." + value
		}
		pairs = append(pairs, name, value)
	}
	return words(r, m.Topic, pairs...)
}

// deskOf names an officer by office and name, or says what else acted.
func deskOf(r *page.Request, f casefile.File, kind access.Kind, id string) string {
	switch kind {
	case access.Officer:
		desk, known := f.Desks[id]
		if !known {
			return r.T("casefile.by.officer")
		}
		return placeIn(desk.Unit) + " " + desk.Name
	case access.Resident:
		if name := f.Names[id]; name != "" {
			return r.T("casefile.by.member", "name", name)
		}
		return r.T("casefile.by.household")
	case access.System:
		return r.T("casefile.by.other_system", "name", id)
	case access.Rule, access.Setup, access.Nobody:
	}
	return r.T("casefile.by.system")
}

// purposeWords is why a file was opened: a listed purpose's words, or what was typed.
func purposeWords(r *page.Request, purpose string) string {
	if wording.Has(wording.Chinese, "casefile.purpose."+purpose) {
		return r.T("casefile.purpose." + purpose)
	}
	return purpose
}

// whyWords is why somebody was shown something. A resident says no purpose for a look at the own papers: that it was the
// household's own is said instead.
func whyWords(r *page.Request, look casefile.Look) string {
	if look.Purpose == "" && look.ActorKind == access.Resident {
		return r.T("casefile.purpose.own")
	}
	return purposeWords(r, look.Purpose)
}

// lookWords is what somebody was shown.
func lookWords(r *page.Request, look casefile.Look) string {
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

// openPaper gives an issued document as PDF. One that was touched is refused with its number.
func (p *RegisterPages) openPaper(w http.ResponseWriter, r *page.Request) error {
	paper, err := p.Files.OpenPaper(r.Context(), r.Actor, r.Actor.County, r.PathValue("document"))
	if err != nil {
		return err
	}
	pdf, err := p.Printer.Print(r.Context(), paper.Content, r.Query("large") != "")
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: paper.Number + ".pdf", Type: "application/pdf", Body: pdf, Inline: true})
}
