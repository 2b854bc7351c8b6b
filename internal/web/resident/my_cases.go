package resident

import (
	"net/http"
	"slices"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/determination"
	objectionsteps "chengxin/internal/casework/objection"
	"chengxin/internal/determination"
	"chengxin/internal/objection"
	"chengxin/internal/web/page"
)

// CasePages show a person what is intended or decided about the own conduct, and take the defence and the objection. Nobody else of
// the household sees them.
type CasePages struct {
	Acts       steps.Acts
	Objections objectionsteps.Acts
}

// CasesPath is where the pages stand.
const CasesPath = "/r/cases"

// Routes adds the pages.
func (p CasePages) Routes(r *page.Router) {
	r.Handle("GET "+CasesPath, access.SelfCase, p.cases)
	both := func(path string, do page.Handler) {
		r.Handle("GET "+path, access.SelfCase, do)
		r.Handle("POST "+path, access.SelfCase, do)
	}
	both(CasesPath+"/{case}/state", p.state)
	both(CasesPath+"/{case}/object", p.object)
	both(CasesPath+"/{case}/objections/{objection}/further", p.further)
	both(CasesPath+"/{case}/objections/{objection}/withdraw", p.withdraw)
	both(CasesPath+"/{case}/objections/{objection}/take-back", p.takeBack)
}

func (p CasePages) cases(w http.ResponseWriter, r *page.Request) error {
	own, err := p.Acts.OwnCases(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	slices.Reverse(own)
	return r.Render(w, myCasesView(r, own))
}

// find gives one of the person's own cases, with one of its objections where the address names one.
func (p CasePages) find(r *page.Request) (m steps.Matter, o objection.Objection, err error) {
	own, err := p.Acts.OwnCases(r.Context(), r.Actor)
	if err != nil {
		return m, o, err
	}
	docket := steps.Docket{Matters: own}
	if id := r.PathValue("objection"); id != "" {
		return docket.OfObjection(id)
	}
	m, err = docket.Find(r.PathValue("case"))
	return m, o, err
}

func ownAt(r *page.Request, f *page.Form) steps.At {
	return steps.At{County: r.Actor.County, Household: r.Actor.Household, Key: f.Key()}
}

// ask runs a form: shown first, taken when posted, shown again with what is wrong.
func (p CasePages) ask(w http.ResponseWriter, r *page.Request, form myCaseForm, do func(f *page.Form, m steps.Matter, o objection.Objection) error) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	m, o, err := p.find(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		err := do(f, m, o)
		if err == nil {
			r.Flash(r.T(form.said))
			return r.SeeOther(w, CasesPath)
		}
		if err := takeHere(f, err, nil); err != nil {
			return err
		}
	}
	form.late = form.mayBeLate && form.isLate(m, o)
	return r.RenderForm(w, f, myCaseFormView(r, f, form))
}

// myCaseForm is one of the person's forms.
type myCaseForm struct {
	title, lead, said string
	words             bool
	mayBeLate, late   bool
	isLate            func(m steps.Matter, o objection.Objection) bool
}

func (p CasePages) state(w http.ResponseWriter, r *page.Request) error {
	return p.ask(w, r, myCaseForm{title: "case.own.state", lead: "case.own.state_lead", said: "case.own.said", words: true}, func(f *page.Form, m steps.Matter, _ objection.Objection) error {
		stated := determination.Stated{Channel: determination.Online, Member: r.Actor.ID, Words: f.Text("words")}
		if r.Actor.Proxy != nil {
			stated.Proxy = r.Actor.Proxy.Name
		}
		_, err := p.Acts.Record(r.Context(), r.Actor, ownAt(r, f), m.ID, stated)
		return err
	})
}

func (p CasePages) object(w http.ResponseWriter, r *page.Request) error {
	form := myCaseForm{title: "case.own.object", lead: "case.own.object_lead", said: "case.own.objected", words: true, mayBeLate: true, isLate: func(m steps.Matter, _ objection.Objection) bool {
		return objection.FileDue(m.Case, m.Ground).Passed(m.Ground.Today)
	}}
	return p.ask(w, r, form, func(f *page.Form, m steps.Matter, _ objection.Objection) error {
		_, err := p.Objections.File(r.Context(), r.Actor, ownAt(r, f), m.ID, objection.Filing{Words: f.Text("words"), Late: f.Text("late")})
		return err
	})
}

func (p CasePages) further(w http.ResponseWriter, r *page.Request) error {
	form := myCaseForm{title: "case.own.further", lead: "case.own.object_lead", said: "case.own.further_done", words: true, mayBeLate: true, isLate: func(m steps.Matter, o objection.Objection) bool {
		return o.ReviewDue(m.Ground).Passed(m.Ground.Today)
	}}
	return p.ask(w, r, form, func(f *page.Form, _ steps.Matter, o objection.Objection) error {
		_, err := p.Objections.Record(r.Context(), r.Actor, ownAt(r, f), o.ID, objection.Review{Filing: objection.Filing{Words: f.Text("words"), Late: f.Text("late")}})
		return err
	})
}

func (p CasePages) withdraw(w http.ResponseWriter, r *page.Request) error {
	return p.ask(w, r, myCaseForm{title: "case.own.withdraw", lead: "case.own.withdraw_lead", said: "case.own.withdrawal"}, func(f *page.Form, _ steps.Matter, o objection.Objection) error {
		_, err := p.Objections.Record(r.Context(), r.Actor, ownAt(r, f), o.ID, objection.Withdrawal{})
		return err
	})
}

func (p CasePages) takeBack(w http.ResponseWriter, r *page.Request) error {
	return p.ask(w, r, myCaseForm{title: "case.own.take_back", lead: "case.own.taken_back", said: "case.own.taken_back"}, func(f *page.Form, _ steps.Matter, o objection.Objection) error {
		_, err := p.Objections.Record(r.Context(), r.Actor, ownAt(r, f), o.ID, objection.TakenBack{})
		return err
	})
}

// open says whether an objection still goes on.
func objectionOpen(m steps.Matter, o objection.Objection) bool {
	decision, _ := m.Decision()
	return o.EndedOn(decision.Derived.Grade, m.Ground).IsZero()
}

// mayObject says whether the person may object to a decision now: nothing goes on, and it is not undone.
func mayObject(m steps.Matter) bool {
	_, decided := m.Decision()
	return decided && m.Effect.Undone.IsZero() && !slices.ContainsFunc(m.Objections, func(o objection.Objection) bool { return objectionOpen(m, o) })
}

// mayGoOn says whether an answer may be taken to a further station.
func mayGoOn(m steps.Matter, o objection.Objection) bool {
	decision, _ := m.Decision()
	chain, _ := m.Ground.Edition.Reviewers(decision.Derived.Grade)
	return o.Stage() == objection.Answered && o.Station()+1 < len(chain.Chain)
}

// myWords are what the person has said in a case.
func myWords(m steps.Matter) []string {
	var words []string
	for _, record := range m.Records {
		if stated, is := record.What.(determination.Stated); is {
			words = append(words, stated.Words)
		}
	}
	for _, o := range m.Objections {
		if !o.Filing.Own { // what we took up ourselves nobody of the household said
			words = append(words, o.Filing.Words)
		}
	}
	return words
}

// letters are the papers of a case that the person may read, with what each is called.
func caseLetters(r *page.Request, m steps.Matter) []page.Link {
	var links []page.Link
	if notice, _, told := m.Notice(); told {
		links = append(links, page.Link{Text: r.T("case.own.notice", "number", notice.Number), Path: PapersPath + "/" + notice.Document})
	}
	if decision, decided := m.Decision(); decided {
		links = append(links, page.Link{Text: r.T("case.own.decision", "number", decision.Number), Path: PapersPath + "/" + decision.Document})
	}
	for _, o := range m.Objections {
		for _, record := range o.Records {
			if answer, is := record.What.(objection.Answer); is {
				links = append(links, page.Link{Text: r.T("case.own.outcome", "outcome", r.T("case.outcome."+string(answer.Outcome))) + " " + answer.Number, Path: PapersPath + "/" + answer.Document})
			}
		}
	}
	return links
}

func myCaseRows(r *page.Request, m steps.Matter) []page.Row {
	rows := []page.Row{{Key: r.T("case.stage"), Value: r.T("determination.stage." + string(m.Stage()))}}
	if _, decided := m.Decision(); !decided {
		due := m.DefenceDue(m.Ground)
		value := r.T("case.due.paused")
		if !due.Paused && !due.On.IsZero() {
			value = r.T("case.due.until", "day", dayWords(r, due.On))
		}
		return append(rows, page.Row{Key: r.T("case.defence"), Value: value})
	}
	effect := r.T("case.effect.waiting")
	switch {
	case m.Effect.UndoneWith != "":
		effect = r.T("case.effect.undone_with", "day", dayWords(r, m.Effect.Undone))
	case !m.Effect.Undone.IsZero():
		effect = r.T("case.effect.undone", "day", dayWords(r, m.Effect.Undone))
	case m.Effect.Stayed:
		effect = r.T("case.effect.stayed")
	case m.Effect.InForce(m.Ground.Today):
		effect = r.T("case.effect.in_force", "day", dayWords(r, m.Effect.On))
	}
	rows = append(rows, page.Row{Key: r.T("case.effect"), Value: effect})
	if due := objection.FileDue(m.Case, m.Ground); !due.On.IsZero() && m.Effect.Undone.IsZero() {
		rows = append(rows, page.Row{Key: r.T("case.object_until"), Value: r.T("case.due.until", "day", dayWords(r, due.On))})
	}
	for _, one := range m.Measures {
		rule, _ := m.Ground.Edition.Measure(one.Drawn.Code)
		standing := one.Standing(m.Effect, m.Ground.Today)
		value := r.T("case.measure." + string(standing.State))
		if !standing.Until.IsZero() && !standing.From.IsZero() {
			value += " " + r.T("case.measure.days", "from", dayWords(r, standing.From), "last", dayWords(r, standing.Until.AddDays(-1)))
		}
		rows = append(rows, page.Row{Key: rule.Label, Value: value})
	}
	return rows
}
