package app

import (
	"bytes"
	"context"
	"slices"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/document"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// visitSheets draws the survey forms of home visits (入户调查表).
type visitSheets struct{ app *App }

func (v visitSheets) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "visit."+key, pairs...)
}

// Sheet is the form of one visit: as it was recorded, or blank for paper where nothing was recorded yet. The view was opened by
// an officer, which is in the log.
func (v visitSheets) Sheet(ctx context.Context, view visitsteps.View) ([]byte, error) {
	content, err := v.content(ctx, view)
	if err != nil {
		return nil, err
	}
	return drawn(content, false)
}

// Village are the forms of many visits in one file, each on pages of its own; opening each household is in the log.
func (v visitSheets) Village(ctx context.Context, actor access.Actor, rows []visitsteps.Row) ([]byte, error) {
	var out bytes.Buffer
	err := document.NewPrinter(nil).RenderMany(&out, func(yield func(document.Content, error) bool) {
		for _, row := range rows {
			at := visitsteps.At{County: actor.County, Household: row.Assignment.Household, Assignment: row.Assignment.ID}
			view, err := v.app.Acts.Visit.Open(ctx, actor, at)
			var content document.Content
			if err == nil {
				content, err = v.content(ctx, view)
			}
			if !yield(content, err) || err != nil {
				return
			}
		}
	}, nil, document.Duplex)
	return out.Bytes(), err
}

func (v visitSheets) content(ctx context.Context, view visitsteps.View) (document.Content, error) {
	county, assigned := view.Household.Region.County(), view.Progress.Assignment
	office, err := v.app.DB.Read().Office(ctx, county)
	if err != nil {
		return document.Content{}, err
	}
	to, _, err := declarationLetters(v).addressee(ctx, v.app.DB.Read(), county, view.Household, period.DayOf(v.app.clock()))
	if err != nil {
		return document.Content{}, err
	}
	latest, recorded := view.Progress.Latest()
	arguments := document.VisitArguments{
		Issue: document.Issue{Agency: office.Agency, Demo: office.Demo}, Title: v.say("print.title"), Blank: !recorded, Household: to,
		VisitedOn: view.Progress.On().Chinese(), Method: v.say("method." + string(assigned.Method)), Officers: v.names(view, assigned.Officers[:]),
		How:      []string{v.say("print.how_blank"), v.phone(office)},
		EntryURL: v.app.Config.BaseURL + "/console/visits/" + assigned.Household + "/" + assigned.ID,
	}
	if recorded {
		v.fill(&arguments, view, latest)
		arguments.How = []string{v.say("print.how_record"), v.phone(office)}
	} else {
		arguments.Statement = []string{v.say("print.statement_blank")}
		arguments.Signers = []document.Signer{
			{Role: document.RoleOfHome, Thumbprint: true},
			{Role: document.RoleVisitor, Name: view.Officers[assigned.Officers[0]].Name},
			{Role: document.RoleVisitor, Name: view.Officers[assigned.Officers[1]].Name},
		}
	}
	arguments.Sections = v.sections(view, latest, recorded)
	v.home(&arguments, latest.Home, recorded)
	return document.VisitSheet(arguments), nil
}

func (v visitSheets) phone(office casework.Office) string {
	return v.say("print.phone", "agency", office.Agency, "phone", office.Phone)
}

func (v visitSheets) names(view visitsteps.View, officers []string) string {
	text := ""
	for i, id := range officers {
		if i > 0 {
			text += wording.T(wording.Chinese, "page.list.separator")
		}
		text += view.Officers[id].Name
	}
	return text
}

func (v visitSheets) sections(view visitsteps.View, seen homevisit.Observation, recorded bool) []document.VisitSection {
	var sections []document.VisitSection
	for _, asked := range view.Path() {
		item, _ := view.Terms.Item(asked.Item.Code)
		title := v.say("class." + item.Class)
		if len(sections) == 0 || sections[len(sections)-1].Title != title {
			sections = append(sections, document.VisitSection{Title: title})
		}
		row := document.VisitItem{Label: item.Label, Unit: item.Counter, OverTime: item.Periodic, Presence: item.Presence(asked.Member)}
		if item.Unit == homevisit.Fen || item.Unit == homevisit.Area {
			row.Unit = v.say("unit." + string(item.Unit))
		}
		if person, found := view.Person(asked.Member); found {
			row.Who = person.Name
		} else if item.Membership {
			row.Who = v.say("others")
		}
		if recorded {
			v.seen(&row, view, item, seen, asked.Member)
		}
		section := &sections[len(sections)-1]
		section.Items = append(section.Items, row)
	}
	return sections
}

// seen fills in what was put down; what was declared stands beside it, because it has been kept.
func (v visitSheets) seen(row *document.VisitItem, view visitsteps.View, item visitsteps.Item, o homevisit.Observation, member string) {
	line, found := o.Get(item.Code, member)
	if !found { // somebody who joined after the visit, or an item of a later edition
		row.Seen = v.say("state.not_asked")
		return
	}
	row.Seen = visitsteps.SeenWords(wording.Chinese, item, member, line.Seen)
	if declared, shown := view.Declared(item.Code, member); shown {
		row.Declared = visitsteps.DeclaredWords(wording.Chinese, item, declared)
	} else {
		row.Declared = v.say("declared.no_answer")
	}
	if !line.Since.IsZero() {
		row.Note = v.say("seen.since", "day", line.Since.Chinese())
	}
	row.Note += line.Note
	if line.Before != nil {
		row.Note += v.say("print.changed", "before", visitsteps.SeenWords(wording.Chinese, item, member, *line.Before), "why", line.Why)
	}
}

func (v visitSheets) home(a *document.VisitArguments, home homevisit.Home, recorded bool) {
	for _, cause := range homevisit.Causes() {
		a.Causes = append(a.Causes, document.Tick{Text: v.say("cause." + cause), Ticked: slices.Contains(home.Causes, cause)})
	}
	for _, fittings := range homevisit.Fittings() {
		a.Fittings = append(a.Fittings, document.Tick{Text: v.say("fittings." + fittings), Ticked: home.Fittings == fittings})
	}
	for _, one := range [][2]string{{"livestock", home.Livestock}, {"utilities", home.Utilities}, {"words", home.Words}} {
		if !recorded || one[1] != "" {
			a.Home = append(a.Home, document.Field{Label: v.say("home." + one[0]), Value: one[1]})
		}
	}
}

// fill is what a recorded visit adds: the day it was, who was there, what neighbours said, and who has signed how.
func (v visitSheets) fill(a *document.VisitArguments, view visitsteps.View, seen homevisit.Observation) {
	a.VisitedOn, a.Officers = seen.AsOf.Chinese(), v.names(view, seen.Officers[:])
	separator := wording.T(wording.Chinese, "page.list.separator")
	for _, member := range seen.Present {
		if person, found := view.Person(member); found {
			a.Present += person.Name + separator
		}
	}
	a.Present = trimmed(a.Present+seen.Others, separator)
	for _, one := range seen.Neighbours {
		house := one.House
		if one.Agrees && one.Name != "" {
			house += " " + one.Name
		}
		a.Said = append(a.Said, document.Field{Label: house, Value: one.Said})
	}
	for _, one := range seen.Signatures {
		a.Signers = append(a.Signers, v.signer(view, one, period.DayOf(seen.RecordedAt)))
	}
	recorded := []any{"name", view.Officers[seen.RecordedBy].Name, "moment", moment(seen.RecordedAt), "other", view.Officers[seen.Other()].Name}
	a.State = v.say("print.waiting", recorded...)
	for _, one := range view.Progress.Confirmations {
		switch {
		case one.Observation != seen.ID:
		case one.Agrees:
			a.State = v.say("print.confirmed", append(recorded, "confirmed", moment(one.At))...)
			a.Signers = append(a.Signers, v.signer(view, one.Signature, period.DayOf(one.At)))
		default:
			a.State = v.say("print.disagreed", recorded...)
		}
	}
}

func trimmed(text, separator string) string {
	for len(text) >= len(separator) && text[len(text)-len(separator):] == separator {
		text = text[:len(text)-len(separator)]
	}
	return text
}

func moment(at time.Time) string { return at.In(period.Shanghai).Format("2006-01-02 15:04") }

func (v visitSheets) signer(view visitsteps.View, s homevisit.Signature, on period.Day) document.Signer {
	signer := document.Signer{Role: document.RoleOfHome, Given: true, On: on, Ink: s.Ink, How: v.say("way." + string(s.Way))}
	if person, found := view.Person(s.By); found {
		signer.Name = person.Name
	}
	if s.Officer {
		signer.Role, signer.Name = document.RoleVisitor, view.Officers[s.By].Name
	}
	if s.Way == homevisit.Declined || s.Way == homevisit.Unable {
		signer.Given, signer.On = false, period.Day{}
		signer.How = v.say("print.declined", "way", v.say("way."+string(s.Way)), "reason", s.Reason)
	}
	return signer
}
