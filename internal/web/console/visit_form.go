package console

import (
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"

	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// visit shows one visit: what is to be done, or what was seen.
func (v Visits) visit(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	return r.Render(w, visitView(r, f, v, view))
}

func (v Visits) opened(r *page.Request) (*page.Form, visitsteps.View, error) {
	f, err := r.ReadForm()
	if err != nil {
		return nil, visitsteps.View{}, err
	}
	view, err := v.Acts.Open(r.Context(), r.Actor, visitAt(r, ""))
	return f, view, err
}

// begin opens the form.
func (v Visits) begin(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if _, err := v.Acts.BeginVisit(r.Context(), r.Actor, visitAt(r, f.Key())); err != nil {
		return v.refusedVisit(w, r, f, err)
	}
	return r.SeeOther(w, v.here(r, ""))
}

// refusedVisit shows the visit again with what was refused.
func (v Visits) refusedVisit(w http.ResponseWriter, r *page.Request, f *page.Form, err error) error {
	if err := takeVisit(f, err); err != nil {
		return err
	}
	view, err := v.Acts.Open(r.Context(), r.Actor, visitAt(r, ""))
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, visitView(r, f, v, view))
}

// visitPart is a page of the form: the items of one class of one person, or of the household.
type visitPart struct {
	Key   string
	Title string
	Lines []visitLine
}

// visitLine is one item of one person on a page.
type visitLine struct {
	Name  string // of its fields: <name>-state, <name>, <name>-per, <name>-since, <name>-note, <name>-why
	Asked homevisit.Asked
	Item  visitsteps.Item
	Who   string
}

// about names the line where several are spoken of.
func (l visitLine) about(r *page.Request) string {
	return r.T("page.form.of", "item", l.Item.Label, "who", l.Who)
}

// whole is the household itself among the parts.
const whole = "household"

// visitParts are the pages of the form, in the order of the catalogue: who lives here on one page, then each class by person.
func visitParts(r *page.Request, view visitsteps.View) []visitPart {
	var parts []visitPart
	for _, asked := range view.Path() {
		item, _ := view.Terms.Item(asked.Item.Code)
		line := visitLine{Name: item.Code, Asked: asked, Item: item, Who: r.T("visit.whole")}
		who := whole
		if asked.Member != "" {
			who = asked.Member
			line.Name += "_" + asked.Member
			if person, found := view.Person(asked.Member); found {
				line.Who = household.MaskName(person.Name)
			}
		} else if item.Membership {
			line.Who = r.T("visit.others")
		}
		key, title := item.Class+"-"+who, r.T("visit.class."+item.Class)+" "+line.Who
		if item.Membership {
			key, title = item.Class, r.T("visit.class."+item.Class)
		}
		at := slices.IndexFunc(parts, func(p visitPart) bool { return p.Key == key })
		if at < 0 {
			parts = append(parts, visitPart{Key: key, Title: title})
			at = len(parts) - 1
		}
		parts[at].Lines = append(parts[at].Lines, line)
	}
	return parts
}

// filled counts the lines of a part that are filled in.
func (p visitPart) filled(form homevisit.Form) int {
	count := 0
	for _, line := range p.Lines {
		if _, found := form.Get(line.Item.Code, line.Asked.Member); found {
			count++
		}
	}
	return count
}

// part is one page of the form. What was seen is kept first; only then the page shows what was declared.
func (v Visits) part(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	if err := v.mayFill(r, view); err != nil {
		return err
	}
	parts := visitParts(r, view)
	at := slices.IndexFunc(parts, func(p visitPart) bool { return p.Key == r.PathValue("part") })
	if at < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	next := "home"
	if at+1 < len(parts) {
		next = "part/" + parts[at+1].Key
	}
	if r.Method == http.MethodGet {
		fillPart(f, view, parts[at])
		return r.Render(w, visitPartView(r, f, v, view, parts[at], next))
	}
	for _, line := range parts[at].Lines {
		f.Name(line.Name, line.about(r))
	}
	lines := readPart(f, view, parts[at])
	if len(lines) == 0 && f.Valid() {
		f.Refuse(parts[at].Lines[0].Name+"-state", "visit.part.nothing")
	}
	if f.Valid() {
		if _, err := v.Acts.KeepVisit(r.Context(), r.Actor, visitAt(r, ""), visitsteps.Part{Lines: lines}); err == nil {
			if open := len(parts[at].Lines) - len(lines); open > 0 {
				r.Flash(r.T("visit.part.kept_open", "count", len(lines), "open", open))
			} else {
				r.Flash(r.T("visit.part.kept"))
			}
			return r.SeeOther(w, v.here(r, "/part/"+parts[at].Key))
		} else if err := takeVisit(f, atLine(err, parts[at])); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, visitPartView(r, f, v, view, parts[at], next))
}

// mayFill refuses whoever is not one of the two, before any form is shown, and a form that nobody has begun.
func (v Visits) mayFill(r *page.Request, view visitsteps.View) error {
	if !view.Progress.Assignment.Names(r.Actor.ID) {
		return fault.New(fault.Forbidden, "visit.not_yours")
	}
	if !view.HasDraft {
		return fault.New(fault.Conflict, "visit.not_begun")
	}
	return nil
}

// atLine puts a refusal of an item beside its first field: a changed figure needs its reason there.
func atLine(err error, part visitPart) error {
	var one *fault.Error
	if !errors.As(err, &one) || one.Field == "" {
		return err
	}
	for _, line := range part.Lines {
		if line.Item.Code != one.Field {
			continue
		}
		moved := *one
		moved.Field = line.Name + "-state"
		switch one.Key {
		case "visit.line.why":
			moved.Field = line.Name + "-why"
		case "visit.line.since_future":
			moved.Field = line.Name + "-since"
		case "visit.words.too_long":
			moved.Field = line.Name + "-note"
		}
		return &moved
	}
	return err
}

func fillPart(f *page.Form, view visitsteps.View, part visitPart) {
	for _, line := range part.Lines {
		kept, found := view.Draft.Get(line.Item.Code, line.Asked.Member)
		if !found {
			continue
		}
		f.Set(line.Name+"-state", string(kept.State)).Set(line.Name+"-note", kept.Note).Set(line.Name+"-why", kept.Why).Set(line.Name+"-since", kept.Since.String())
		if kept.State == homevisit.Found {
			f.Set(line.Name, kept.Said).Set(line.Name+"-per", string(kept.Length))
		}
	}
}

// readPart reads the lines that were filled in; a line without a state stays open.
func readPart(f *page.Form, view visitsteps.View, part visitPart) []homevisit.Line {
	var lines []homevisit.Line
	for _, one := range part.Lines {
		line := homevisit.Line{Item: one.Item.Code, Member: one.Asked.Member, Note: f.Text(one.Name + "-note"), Why: f.Text(one.Name + "-why")}
		line.State = homevisit.State(f.Text(one.Name + "-state"))
		typed := f.Text(one.Name)
		presence := one.Item.Presence(one.Asked.Member)
		switch {
		case line.State == "" && typed == "":
			continue
		case line.State == homevisit.Found && presence:
			line.Amount, line.Said = 1, "1"
		case line.State == homevisit.Found || line.State == "":
			length := period.Unsaid
			if one.Item.Periodic {
				length = period.Length(f.Text(one.Name + "-per"))
			}
			seen, err := homevisit.Read(one.Item.Item, typed, length)
			if err != nil {
				refuseFigure(f, one, err)
				continue
			}
			line.Seen = seen
		case typed != "":
			// A figure typed before the choice was changed to "none": what is chosen counts, the page shows it.
		}
		if since := f.Text(one.Name + "-since"); since != "" {
			day, err := period.ParseDay(strings.NewReplacer("/", "-", ".", "-").Replace(since))
			if err != nil {
				f.Refuse(one.Name+"-since", "visit.line.since")
				continue
			}
			line.Since = day
		}
		if earlier, kept := view.Draft.Get(line.Item, line.Member); kept && earlier.Before == nil && earlier.State == line.State && earlier.Amount == line.Amount && earlier.Length == line.Length {
			line.Why = ""
		}
		lines = append(lines, line)
	}
	return lines
}

func refuseFigure(f *page.Form, one visitLine, err error) {
	var wrong *fault.Error
	if !errors.As(err, &wrong) {
		return
	}
	field := one.Name
	if wrong.Field == "length" {
		field += "-per"
	}
	f.Refuse(field, wrong.Key, wrong.Pairs...)
}

// declaredWords is what was declared of a line, for the page that may show it.
func declaredWords(r *page.Request, view visitsteps.View, item visitsteps.Item, member string) string {
	line, shown := view.Declared(item.Code, member)
	if !shown {
		if view.DeclaredOn().IsZero() {
			return r.T("visit.declared.nothing")
		}
		return r.T("visit.declared.no_answer")
	}
	return visitsteps.DeclaredWords(r.Language, item, line)
}

// home is the page about the home.
func (v Visits) home(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	if err := v.mayFill(r, view); err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		home := view.Draft.Home
		f.Set("causes", home.Causes...).Set("fittings", home.Fittings).Set("livestock", home.Livestock).Set("utilities", home.Utilities).Set("words", home.Words)
		return r.Render(w, visitHomeView(r, f, v, view))
	}
	home := homevisit.Home{Causes: f.Choices("causes"), Fittings: f.Text("fittings"), Livestock: f.Text("livestock"), Utilities: f.Text("utilities"), Words: f.Text("words")}
	if _, err := v.Acts.KeepVisit(r.Context(), r.Actor, visitAt(r, ""), visitsteps.Part{Home: &home}); err == nil {
		return r.SeeOther(w, v.here(r, "/neighbours"))
	} else if err := takeVisit(f, err); err != nil {
		return err
	}
	return r.RenderForm(w, f, visitHomeView(r, f, v, view))
}

// neighbourSlots is how many neighbours the page has room for.
const neighbourSlots = 3

// neighbours is the page of the enquiry next door.
func (v Visits) neighbours(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	if err := v.mayFill(r, view); err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		for i, one := range view.Draft.Neighbours {
			n := number(i + 1)
			f.Set("house"+n, one.House).Set("said"+n, one.Said).Set("name"+n, one.Name)
			if one.Agrees {
				f.Set("agrees"+n, "yes")
			}
		}
		return r.Render(w, visitNeighboursView(r, f, v, view))
	}
	var all []homevisit.Neighbour
	for i := range neighbourSlots {
		n := number(i + 1)
		one := homevisit.Neighbour{House: f.Text("house" + n), Said: f.Text("said" + n), Name: f.Text("name" + n), Agrees: f.Ticked("agrees" + n)}
		if one == (homevisit.Neighbour{}) {
			continue
		}
		var wrong *fault.Error
		if err := homevisit.CheckNeighbours([]homevisit.Neighbour{one}); errors.As(err, &wrong) {
			f.Refuse(wrong.Field+n, wrong.Key, wrong.Pairs...)
		}
		all = append(all, one)
	}
	if f.Valid() {
		if _, err := v.Acts.KeepVisit(r.Context(), r.Actor, visitAt(r, ""), visitsteps.Part{Neighbours: &all}); err == nil {
			return r.SeeOther(w, v.here(r, ""))
		} else if err := takeVisit(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, visitNeighboursView(r, f, v, view))
}

// finish is the last page of a visit: who was there, the day, the signatures; then it is recorded.
func (v Visits) finish(w http.ResponseWriter, r *page.Request) error {
	f, view, err := v.opened(r)
	if err != nil {
		return err
	}
	if !view.HasDraft && r.Method == http.MethodPost && recordedAs(view, f.Text("visit")) {
		return r.SeeOther(w, v.here(r, "")) // the same form sent again, after it was recorded
	}
	if err := v.mayFill(r, view); err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		f.SetDay("as_of", period.DayOf(r.Now)).Set("officer_way", string(homevisit.Typed))
		if view.Draft.Replaces != "" {
			f.SetDay("as_of", view.Draft.AsOf).Set("present", view.Draft.Present...).Set("others", view.Draft.Others)
		}
		return r.Render(w, visitFinishView(r, f, v, view))
	}
	sent := visitsteps.Sent{ID: f.Text("visit"), Form: view.Draft.Form, Replaces: view.Draft.Replaces, Reason: f.Text("reason")}
	sent.Form.AsOf = f.RequireDay("as_of", r.T("visit.finish.as_of")).Day
	sent.Form.Present, sent.Form.Others = f.Choices("present"), f.Text("others")
	sent.Form.Place = placeOf(f)
	sent.Form.Signatures = []homevisit.Signature{
		{By: f.Text("signer"), Way: homevisit.Way(f.Text("household_way")), Ink: inkOf(f, "household_ink"), Reason: f.Text("sign_reason")},
		{By: r.Actor.ID, Officer: true, Way: homevisit.Way(f.Text("officer_way")), Ink: inkOf(f, "officer_ink")},
	}
	if sent.ID != view.Draft.ID {
		f.Refuse("", "visit.finish.changed")
	}
	if f.Valid() {
		done, err := v.Acts.RecordVisit(r.Context(), r.Actor, visitAt(r, ""), sent)
		if err == nil {
			r.Flash(r.T("visit.finish.done", "name", view.Officers[done.Confirm].Name))
			return r.SeeOther(w, v.here(r, ""))
		}
		if err := takeVisit(f, v.openParts(r, view, err)); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, visitFinishView(r, f, v, view))
}

func recordedAs(view visitsteps.View, id string) bool {
	return id != "" && slices.ContainsFunc(view.Progress.Observations, func(o homevisit.Observation) bool { return o.ID == id })
}

// openParts says the items that are open once for each part in which they stand, and leads there.
func (v Visits) openParts(r *page.Request, view visitsteps.View, err error) error {
	var list fault.List
	if !errors.As(err, &list) {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(one *fault.Error) bool { return one.Key == "visit.line.open" })
	if len(kept) == len(list) {
		return err
	}
	var open fault.List
	for _, part := range visitParts(r, view) {
		if part.filled(view.Draft.Form) < len(part.Lines) {
			open = append(open, fault.Field(v.here(r, "/part/"+part.Key), "visit.finish.open", "part", part.Title, "count", len(part.Lines)-part.filled(view.Draft.Form)))
		}
	}
	return append(open, kept...)
}

// placeOf reads where the telephone says it is; what cannot be read is left out, for it decides nothing.
func placeOf(f *page.Form) *homevisit.Place {
	if f.Text("latitude") == "" || f.Text("longitude") == "" || len(f.Text("latitude")) > 12 || len(f.Text("longitude")) > 12 {
		return nil
	}
	return &homevisit.Place{Latitude: f.Text("latitude"), Longitude: f.Text("longitude")}
}

func inkOf(f *page.Form, name string) []byte {
	drawn, ok := strings.CutPrefix(f.Typed(name), "data:image/png;base64,")
	if !ok {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(drawn)
	if err != nil {
		return nil
	}
	return raw
}
