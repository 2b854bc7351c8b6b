package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	steps "chengxin/internal/casework/pledge"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// SlipPrinter makes the PDF of access slips, one a page.
type SlipPrinter interface {
	AccessSlips(ctx context.Context, county region.Code, slips []steps.Slip) ([]byte, error)
}

// PledgePages are the desk's pages of notices and pledges.
type PledgePages struct {
	Acts    steps.Acts
	Batches *steps.Batches
	Slips   SlipPrinter
	Paper   func(document string) string  // the address of a document's PDF
	File    func(household string) string // the address of a household's file
	// Officer is the name of an officer; empty when there is none.
	Officer func(ctx context.Context, county region.Code, id string) string
}

// pledgeBase is where the pages of one household stand; pledgeList is the village's list.
const (
	pledgeBase = "/console/households/{household}/pledge"
	pledgeList = "/console/pledges"
	maxScans   = 2*(10<<20) + 1<<20 // two scans of ten megabytes and the other fields
)

// Routes adds the pages.
func (p PledgePages) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler, options ...page.Option) {
		r.Handle("GET "+path, permission, handler, options...)
		r.Handle("POST "+path, permission, handler, options...)
	}
	r.Handle("GET "+pledgeList, access.HouseholdSearch, p.village)
	both(pledgeList+"/issue", access.NoticeIssue, p.issueVillage)
	r.Handle("GET "+pledgeList+"/run/{run}", access.NoticeIssue, p.run)
	both(pledgeList+"/slips", access.NoticeIssue, p.printSlips, page.Within(2*time.Minute))
	r.Handle("GET "+pledgeBase, access.HouseholdOpen, p.file)
	both(pledgeBase+"/notice", access.NoticeIssue, p.issueNotice)
	both(pledgeBase+"/served", access.NoticeServe, p.served)
	both(pledgeBase+"/asked", access.NoticeServe, p.asked)
	both(pledgeBase+"/slips", access.NoticeIssue, p.issueSlips)
	both(pledgeBase+"/code", access.PledgeRecord, p.signingCode)
	both(pledgeBase+"/forms", access.PledgeRecord, p.forms)
	both(pledgeBase+"/paper", access.PledgeRecord, p.paper, page.Body(maxScans), page.Within(2*time.Minute))
	both(pledgeBase+"/paper/{paper}", access.PledgeRecord, p.checkPaper)
	r.Handle("GET "+pledgeBase+"/paper/{paper}/scan", access.HouseholdOpen, p.scan)
	both(pledgeBase+"/withdrawal", access.PledgeRecord, p.withdrawal)
}

func pledgeAt(r *page.Request, key string) steps.At {
	return steps.At{County: r.Actor.County, Household: r.PathValue("household"), Key: key}
}

// pledgePath is the address of a page of the open household.
func pledgePath(r *page.Request, rest string) string {
	return strings.Replace(pledgeBase, "{household}", r.PathValue("household"), 1) + rest
}

// takePledge shows a refusal in the form, a conflict too: it says what to do next.
func takePledge(f *page.Form, err error) error {
	err = f.Take(err)
	var one *fault.Error
	if errors.As(err, &one) && one.Kind == fault.Conflict {
		f.Refuse(one.Field, one.Key, one.Pairs...)
		return nil
	}
	return err
}

// file shows how a household stands: its notice, each member, the papers that wait for a second person.
func (p PledgePages) file(w http.ResponseWriter, r *page.Request) error {
	view, err := p.Acts.Open(r.Context(), r.Actor, pledgeAt(r, ""))
	if err != nil {
		return err
	}
	return r.Render(w, pledgeFileView(r, p, view))
}

// pledgeHead is the head of every page about one household: who it is, masked, and its parts.
func (p PledgePages) pledgeHead(r *page.Request, view steps.View, title string, f *page.Form) page.Head {
	head := page.Head{Title: title, Form: f, Back: p.File(view.Household.ID), Identity: &page.Identity{Detail: view.Household.Number}}
	if len(view.Persons) > 0 {
		head.Identity.Title = household.MaskName(view.Persons[0].Name)
	}
	if r.URL.Path != pledgePath(r, "") {
		head.Back = pledgePath(r, "")
	}
	return head
}

func pledgeColour(state pledge.State) page.Colour {
	switch state {
	case pledge.Valid, pledge.NotOwed:
		return page.Success
	case pledge.Unchecked:
		return page.Waiting
	case pledge.Rejected, pledge.Expired, pledge.Withdrawn, pledge.Earlier:
		return page.Danger
	case pledge.Missing:
	}
	return page.Neutral
}

func noticeColour(state pledge.NoticeState) page.Colour {
	switch state {
	case pledge.ToldNow:
		return page.Success
	case pledge.ToldBefore:
		return page.Danger
	case pledge.NotServed:
		return page.Waiting
	case pledge.NotIssued:
	}
	return page.Neutral
}

// memberRows is the table of members: how each stands on both texts and with the questions.
func memberRows(r *page.Request, view steps.View) page.Grid {
	grid := page.Grid{
		Caption: r.T("pledge.file.members"), Empty: r.T("pledge.file.nobody"),
		Columns: []page.Column{
			{Text: r.T("pledge.file.name")},
			{Text: r.T("pledge.file.pledge")},
			{Text: r.T("pledge.file.authorisation")},
			{Text: r.T("pledge.file.understood")},
		},
	}
	for _, member := range view.Standing.Members {
		name := household.MaskName(member.Person.Name)
		if member.Ward {
			name = r.T("pledge.file.ward", "name", name)
		}
		row := []page.Cell{{Text: name, Header: true}}
		for _, kind := range pledge.Signed() {
			state := member.State[kind]
			row = append(row, page.Cell{Body: page.Tag(r.T("pledge.state."+string(state)), pledgeColour(state))})
		}
		progress := view.Progress(member.Person.Member)
		understood := page.Tag(r.T("pledge.file.questions", "right", strconv.Itoa(progress.Right), "total", strconv.Itoa(progress.Total)), progressColour(progress))
		if member.Ward {
			understood = page.Tag(r.T("pledge.state.not_owed"), page.Neutral)
		}
		grid.Rows = append(grid.Rows, append(row, page.Cell{Body: understood}))
	}
	return grid
}

func progressColour(progress pledge.Progress) page.Colour {
	if progress.Done {
		return page.Success
	}
	return page.Neutral
}

// noticeEvents is the notice's history, the latest first.
func (p PledgePages) noticeEvents(r *page.Request, view steps.View) []page.Event {
	var events []page.Event
	add := func(at time.Time, title, by string) {
		if by != "" {
			by = p.Officer(r.Context(), r.Actor.County, by)
		}
		events = append(events, page.Event{Title: title, By: by, At: pledgeMoment(r, at), Moment: at.Format(time.RFC3339)})
	}
	for _, issue := range view.Told.Issues {
		add(issue.IssuedAt, r.T("pledge.file.issued", "version", issue.Version, "channel", r.T("notice.channel."+string(issue.Channel))), issue.IssuedBy)
	}
	for _, service := range view.Told.Services {
		add(service.ServedAt, r.T("pledge.file.served", "version", service.Version, "method", r.T("notice.method."+string(service.Method)),
			"mark", r.T("notice.mark."+string(service.Mark))), service.RecordedBy)
	}
	for _, reading := range view.Told.Readings {
		if reading.Confirmed {
			add(reading.At, r.T("pledge.file.read", "version", reading.Version), "")
		}
	}
	sortEvents(events)
	return events
}

func sortEvents(events []page.Event) {
	for i := 1; i < len(events); i++ {
		for j := i; j > 0 && events[j].Moment > events[j-1].Moment; j-- {
			events[j], events[j-1] = events[j-1], events[j]
		}
	}
}

func pledgeMoment(r *page.Request, at time.Time) string {
	return r.T("pledge.moment", "day", onDay(r, period.DayOf(at)), "hour", at.In(period.Shanghai).Format("15:04"))
}

// pledgeMembers are choices of members that pass a test.
func pledgeMembers(view steps.View, pick func(pledge.MemberStanding) bool) []page.Choice {
	var choices []page.Choice
	for _, member := range view.Standing.Members {
		if pick(member) {
			choices = append(choices, page.Choice{Value: member.Person.Member, Label: household.MaskName(member.Person.Name)})
		}
	}
	return choices
}

// labelled makes choices of catalogue words.
func labelled[V ~string](r *page.Request, area string, values []V) []page.Choice {
	choices := make([]page.Choice, len(values))
	for i, value := range values {
		choices[i] = page.Choice{Value: string(value), Label: r.T(area + string(value))}
	}
	return choices
}

// pledgeActs are the acts that the officer may do here, in the order of the case.
func pledgeActs(r *page.Request) []page.Link {
	var links []page.Link
	for _, one := range []struct {
		path, key  string
		permission access.Permission
	}{
		{"/notice", "notice.issue.title", access.NoticeIssue},
		{"/served", "notice.service.title", access.NoticeServe},
		{"/asked", "notice.asked.title", access.NoticeServe},
		{"/slips", "notice.slips.title", access.NoticeIssue},
		{"/code", "pledge.code.title", access.PledgeRecord},
		{"/forms", "pledge.forms.title", access.PledgeRecord},
		{"/paper", "pledge.paper.title", access.PledgeRecord},
		{"/withdrawal", "pledge.withdraw.record", access.PledgeRecord},
	} {
		if r.Actor.MayAnywhere(one.permission) {
			links = append(links, page.Link{Text: r.T(one.key), Path: pledgePath(r, one.path)})
		}
	}
	return links
}

func optionChoices(question pledge.Question) []page.Choice {
	choices := make([]page.Choice, len(question.Options))
	for i, option := range question.Options {
		choices[i] = page.Choice{Value: option.ID, Label: option.Text}
	}
	return choices
}

func filterChoices(r *page.Request) []page.Choice {
	choices := make([]page.Choice, 0, len(steps.Filters()))
	for _, filter := range steps.Filters() {
		key := "notice.filter.all"
		if filter != steps.Everybody {
			key = "notice.filter." + string(filter)
		}
		choices = append(choices, page.Choice{Value: string(filter), Label: r.T(key)})
	}
	return choices
}
