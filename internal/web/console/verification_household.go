package console

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	steps "chengxin/internal/casework/verification"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/verification"
	"chengxin/internal/web/page"
)

func verifiedHousehold(r *page.Request, key string) steps.At {
	return steps.At{County: r.Actor.County, Household: r.PathValue("household"), Key: key}
}

// verified shows what sources have stated about a household.
func (p VerificationPages) verified(w http.ResponseWriter, r *page.Request) error {
	view, err := p.Acts.Open(r.Context(), r.Actor, verifiedHousehold(r, ""))
	if err != nil {
		return err
	}
	return r.Render(w, verifiedView(r, view))
}

func whoOf(r *page.Request, view steps.View, member string) string {
	if person, found := view.Person(member); found {
		return household.MaskName(person.Name)
	}
	return r.T("verification.view.moved_out")
}

func resultsGrid(r *page.Request, view steps.View) page.Grid {
	grid := page.Grid{Caption: r.T("verification.view.title"), Empty: r.T("verification.view.none"), Sticky: true, Columns: []page.Column{
		{Text: r.T("verification.view.item")},
		{Text: r.T("verification.view.who")},
		{Text: r.T("verification.view.source")},
		{Text: r.T("verification.view.result")},
		{Text: r.T("verification.view.as_of")},
		{Text: r.T("verification.file.state")},
	}}
	for _, one := range view.Results {
		item, _ := view.Terms.Item(one.Item)
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: item.Label, Header: true},
			{Text: whoOf(r, view, one.Member)},
			{Text: one.Source.Label(r.Language)},
			{Text: steps.ResultWords(r.Language, item, one.State, one.Value)},
			{Text: resultTime(r, one)},
			{Body: resultTags(r, view, one)},
		})
	}
	return grid
}

// resultName tells one result's link from another's for whoever hears the page.
func resultName(view steps.View, one verification.Result) string {
	item, _ := view.Terms.Item(one.Item)
	if person, found := view.Person(one.Member); found {
		return household.MaskName(person.Name) + item.Label
	}
	return item.Label
}

// resultTime says as of when a result stands, and of which time it is a sum where the source says so.
func resultTime(r *page.Request, one verification.Result) string {
	if one.Of.IsZero() {
		return onDay(r, one.AsOf)
	}
	key := "verification.view.span"
	if one.Of.Uneven {
		key = "verification.view.span_uneven"
	}
	return r.T(key, "day", onDay(r, one.AsOf), "from", onDay(r, one.Of.From), "to", onDay(r, one.Of.To))
}

func resultRows(r *page.Request, view steps.View, one verification.Result) []page.Row {
	item, _ := view.Terms.Item(one.Item)
	return []page.Row{
		{Key: r.T("verification.view.who"), Value: whoOf(r, view, one.Member)},
		{Key: r.T("verification.view.item"), Value: item.Label},
		{Key: r.T("verification.view.source"), Value: one.Source.Label(r.Language)},
		{Key: r.T("verification.view.result"), Value: steps.ResultWords(r.Language, item, one.State, one.Value)},
		{Key: r.T("verification.view.as_of"), Value: resultTime(r, one)},
	}
}

// dispute writes down what somebody brought on paper or said.
func (p VerificationPages) dispute(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	at := verifiedHousehold(r, f.Key())
	view, err := p.Acts.Open(r.Context(), r.Actor, at)
	if err != nil {
		return err
	}
	of := steps.Result{Report: r.PathValue("report"), Member: r.PathValue("member"), Item: r.PathValue("item")}
	result, found := view.Find(of.Report, of.Member, of.Item)
	if !found {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		_, err := p.Acts.EnterDispute(r.Context(), r.Actor, at, of, verification.Channel(f.Text("channel")), f.Text("words"))
		if err == nil {
			r.Flash(r.T("verification.dispute.entered"))
			return r.SeeOther(w, verifiedAt(at.Household, ""))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, verificationDisputeView(r, f, view, result))
}

// answer answers a dispute after the source was asked.
func (p VerificationPages) answer(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	at := verifiedHousehold(r, f.Key())
	view, err := p.Acts.Open(r.Context(), r.Actor, at)
	if err != nil {
		return err
	}
	for _, dispute := range view.Disputes {
		if dispute.ID != r.PathValue("dispute") {
			continue
		}
		result, _ := view.Find(dispute.Report, dispute.Member, dispute.Item)
		item, _ := view.Terms.Item(dispute.Item)
		if r.Method == http.MethodPost {
			given := verification.Answer{
				Outcome: verification.Outcome(f.Text("outcome")), Asked: f.Text("asked"), Words: f.Text("words"),
				State: verification.State(f.Text("state")), Value: valueTyped(item, f.Text("value")),
			}
			err := p.Acts.AnswerDispute(r.Context(), r.Actor, at, dispute.ID, given)
			if err == nil {
				r.Flash(r.T("verification.dispute.done"))
				return r.SeeOther(w, disputesPath)
			}
			if err := takeVisit(f, err); err != nil {
				return err
			}
		}
		return r.RenderForm(w, f, verificationAnswerView(r, f, view, result, dispute))
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// valueTyped reads a corrected value as a person types it: yuan, square metres, or a count; what cannot be read is 0, which is
// refused.
func valueTyped(item verification.Item, text string) int64 {
	value, err := money.Parse(text)
	if err != nil {
		return 0
	}
	if item.Unit == "fen" || item.Unit == "area" {
		return int64(value)
	}
	return int64(value) / 100
}

func (p VerificationPages) disputes(w http.ResponseWriter, r *page.Request) error {
	all, err := p.Acts.Disputes(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	terms, err := p.Acts.Terms(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.Render(w, verificationDisputesView(r, all, terms))
}

func disputesGrid(r *page.Request, all []steps.PlacedDispute, terms steps.Terms) page.Grid {
	grid := page.Grid{Caption: r.T("verification.dispute.title"), Empty: r.T("verification.dispute.none"), Sticky: true, Columns: []page.Column{
		{Text: r.T("verification.dispute.number")},
		{Text: r.T("verification.view.source")},
		{Text: r.T("verification.view.item")},
		{Text: r.T("verification.dispute.how")},
		{Text: r.T("verification.dispute.due")},
		{Text: r.T("verification.file.state")},
	}}
	for _, one := range all {
		item, _ := terms.Item(one.Item)
		due := verification.AnswerDue(one.Dispute, terms.Table)
		text, colour, path := r.T("verification.dispute.waits"), page.Waiting, verifiedAt(one.Household, "/disputes/"+one.ID)
		switch {
		case one.Answer != nil:
			text, colour, path = r.T("verification.dispute."+string(one.Answer.Outcome)), page.Success, verifiedAt(one.Household, "")
		case due.Passed(period.DayOf(r.Now)):
			text, colour = r.T("verification.dispute.overdue"), page.Danger
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Number, Path: path, Header: true},
			{Text: one.Source.Label(r.Language)},
			{Text: item.Label},
			{Text: r.T("verification.dispute.channel." + string(one.Channel))},
			{Text: onDay(r, due.On)},
			{Body: page.Tag(text, colour)},
		})
	}
	return grid
}

func (p VerificationPages) enquiries(w http.ResponseWriter, r *page.Request) error {
	all, err := p.Acts.Enquiries(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, verificationEnquiriesView(r, all))
}

func enquiryTag(r *page.Request, e verification.Enquiry) (string, page.Colour) {
	state := e.State(period.DayOf(r.Now))
	colour := map[verification.EnquiryState]page.Colour{verification.Waiting: page.Waiting, verification.Overdue: page.Danger, verification.Answered: page.Success}[state]
	return r.T("verification.enquiry.state." + string(state)), colour
}

func enquiriesGrid(r *page.Request, all []verification.Enquiry) page.Grid {
	grid := page.Grid{Caption: r.T("verification.enquiry.title"), Empty: r.T("verification.enquiry.none"), Sticky: true, Columns: []page.Column{
		{Text: r.T("verification.enquiry.number")}, {Text: r.T("verification.enquiry.to")}, {Text: r.T("verification.enquiry.due")}, {Text: r.T("verification.file.state")},
	}}
	for _, one := range all {
		text, colour := enquiryTag(r, one)
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: one.Number, Path: enquiriesPath + "/" + one.ID, Header: true}, {Text: one.Agency}, {Text: onDay(r, one.DueOn)}, {Body: page.Tag(text, colour)},
		})
	}
	return grid
}

func enquiredChoices(view steps.View) []page.Choice {
	var choices []page.Choice
	for _, person := range view.Persons {
		choices = append(choices, page.Choice{Value: person.Member, Label: household.MaskName(person.Name)})
	}
	return choices
}

// newEnquiry numbers a letter to another county.
func (p VerificationPages) newEnquiry(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	at := verifiedHousehold(r, f.Key())
	view, err := p.Acts.Open(r.Context(), r.Actor, at)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		sent, err := p.Acts.SendEnquiry(r.Context(), r.Actor, at, verification.Enquiry{
			Member: f.Text("member"), Other: region.Code(f.Text("other")), Agency: f.Text("agency"), Reason: f.Text("reason"), Asked: f.Choices("asked"),
		})
		if err == nil {
			r.Flash(r.T("verification.enquiry.sent"))
			return r.SeeOther(w, enquiriesPath+"/"+sent.ID)
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, verificationNewEnquiryView(r, f, view))
}

// enquiry shows one enquiry, and takes a reminder or the reply.
func (p VerificationPages) enquiry(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	e, view, err := p.Acts.Enquiry(r.Context(), r.Actor, r.PathValue("enquiry"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		kind := f.RequireChoice("kind", r.T("verification.enquiry.what"), verification.Replied, verification.Reminded)
		on := f.RequireDay("on", r.T("verification.enquiry.on_label"))
		scan, _ := f.File("scan", photoMost)
		if f.Valid() {
			made, said := verification.EnquiryEvent{Words: f.Text("words"), On: on.Day}, "verification.enquiry.reminded"
			if kind == verification.Replied {
				said = "verification.enquiry.recorded"
				err = p.Acts.RecordReply(r.Context(), r.Actor, f.Key(), e.ID, made, scan.Content)
			} else {
				err = p.Acts.RemindEnquiry(r.Context(), r.Actor, f.Key(), e.ID, made)
			}
			if err == nil {
				r.Flash(r.T(said))
				return r.SeeOther(w, enquiriesPath+"/"+e.ID)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, verificationEnquiryView(r, f, p, view, e))
}

// replyScan gives the scan of a reply; the look stands in the log, and no browser keeps it.
func (p VerificationPages) replyScan(w http.ResponseWriter, r *page.Request) error {
	raw, scan, err := p.Acts.OpenReplyScan(r.Context(), r.Actor, r.PathValue("enquiry"))
	if err != nil {
		return err
	}
	return sendScan(w, raw, scan)
}

func enquiryStateTag(r *page.Request, e verification.Enquiry) templ.Component {
	return page.Tag(enquiryTag(r, e))
}

func enquiredItems(r *page.Request, view steps.View, e verification.Enquiry) string {
	var names []string
	for _, code := range e.Asked {
		if item, known := view.Terms.Item(code); known {
			names = append(names, item.Label)
		}
	}
	return strings.Join(names, r.T("page.list.separator"))
}

func enquiryRows(r *page.Request, view steps.View, e verification.Enquiry) []page.Row {
	rows := []page.Row{
		{Key: r.T("verification.enquiry.to"), Value: e.Agency},
		{Key: r.T("verification.enquiry.member_label"), Value: whoOf(r, view, e.Member)},
		{Key: r.T("verification.enquiry.reason_label"), Value: e.Reason},
		{Key: r.T("verification.enquiry.asked_label"), Value: enquiredItems(r, view, e)},
		{Key: r.T("verification.enquiry.due"), Value: onDay(r, e.DueOn)},
	}
	for _, event := range e.Events {
		rows = append(rows, page.Row{Key: r.T("verification.enquiry.event."+event.Kind) + " " + onDay(r, event.On), Value: event.Words})
	}
	return rows
}
