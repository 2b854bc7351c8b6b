package console

import (
	"net/http"
	"slices"
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

// opened reads the form and the household's view, as every act's page needs both.
func (p PledgePages) opened(r *page.Request) (*page.Form, steps.View, error) {
	f, err := r.ReadForm()
	if err != nil {
		return nil, steps.View{}, err
	}
	view, err := p.Acts.Open(r.Context(), r.Actor, pledgeAt(r, ""))
	return f, view, err
}

// finish leads back to the household after an act, or shows what was refused.
func (p PledgePages) finish(w http.ResponseWriter, r *page.Request, f *page.Form, err error, done string) (answered bool, _ error) {
	if err == nil {
		r.Flash(done)
		return true, r.SeeOther(w, pledgePath(r, ""))
	}
	return false, takePledge(f, err)
}

// issueNotice issues the notice in force to one household.
func (p PledgePages) issueNotice(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		wanted := wantedOf(r, f)
		if f.Valid() {
			issued, err := p.Acts.IssueNotice(r.Context(), r.Actor, pledgeAt(r, f.Key()), wanted)
			if answered, err := p.finish(w, r, f, err, r.T("notice.issue.done", "number", issued.Number)); answered || err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, noticeIssueView(r, f, p.pledgeHead(r, view, r.T("notice.issue.title"), f), pledgePath(r, "/notice")))
}

func wantedOf(r *page.Request, f *page.Form) steps.Wanted {
	return steps.Wanted{
		Channel:  pledge.Channel(f.RequireChoice("channel", r.T("notice.issue.channel"), plainValues(pledge.Channels())...)),
		Language: pledge.Speech(f.RequireChoice("language", r.T("notice.issue.language"), plainValues(pledge.Speeches())...)),
	}
}

func plainValues[V ~string](values []V) []string {
	plain := make([]string, len(values))
	for i, value := range values {
		plain[i] = string(value)
	}
	return plain
}

// served records a proof of service.
func (p PledgePages) served(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		service := serviceOf(r, f)
		if f.Valid() {
			done, err := p.Acts.RecordNoticeService(r.Context(), r.Actor, pledgeAt(r, f.Key()), service)
			if answered, err := p.finish(w, r, f, err, r.T("notice.service.done", "number", done.Number)); answered || err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, noticeServiceView(r, f, p.pledgeHead(r, view, r.T("notice.service.title"), f), pledgePath(r, "/served"), view))
}

func serviceOf(r *page.Request, f *page.Form) pledge.Service {
	service := pledge.Service{
		Method: pledge.Method(f.Text("method")), Receiver: f.Text("receiver"), Relation: f.Text("relation"), Member: f.Text("member"),
		Mark: pledge.Mark(f.Text("mark")), Witness: f.Text("witness"), Language: pledge.Speech(f.Text("language")), ReadAloudBy: f.Text("read_aloud_by"),
	}
	day := f.RequireDay("served_at", r.T("notice.service.day"))
	hour, given := f.Whole("hour", 23)
	minute, _ := f.Whole("minute", 59)
	if !given && f.Wrong("hour") == "" {
		f.Refuse("hour", "page.form.required", "label", r.T("notice.service.hour"))
	}
	if day.Given() {
		service.ServedAt = day.Day.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	}
	return service
}

// asked records the questions asked in person, with who read them aloud and in which language.
func (p PledgePages) asked(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		asked := steps.Asked{Member: f.Text("member"), ReadAloudBy: f.Text("read_aloud_by"), Language: pledge.Speech(f.Text("language"))}
		for _, question := range view.Terms.Questions {
			if first := f.Text("first_" + question.ID); first != "" {
				asked.Answers = append(asked.Answers, steps.Said{Question: question.ID, Choice: first})
			}
			if f.Ticked("explained_" + question.ID) {
				asked.Answers = append(asked.Answers, afterExplaining(question, f.Text("first_"+question.ID))...)
			}
		}
		_, err := p.Acts.RecordOralAnswers(r.Context(), r.Actor, pledgeAt(r, f.Key()), asked)
		if answered, err := p.finish(w, r, f, err, r.T("notice.asked.done")); answered || err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, noticeAskedView(r, f, p.pledgeHead(r, view, r.T("notice.asked.title"), f), pledgePath(r, "/asked"), view))
}

// afterExplaining is the right answer that followed the explanation of a wrong first one.
func afterExplaining(question pledge.Question, first string) []steps.Said {
	for _, option := range question.Options {
		if option.Right && first != "" && option.ID != first {
			return []steps.Said{{Question: question.ID, Choice: option.ID}}
		}
	}
	return nil
}

// village lists a village's households: who has been told, who pledged, who not yet.
func (p PledgePages) village(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	village, filter := region.Code(r.Query("village")), steps.Filter(r.Query("filter"))
	f.Set("village", string(village)).Set("filter", string(filter))
	if village == "" {
		return r.Render(w, noticeVillageView(r, f, villageList{}, r.Actor.MayAnywhere(access.NoticeIssue)))
	}
	rows, counts, err := p.Acts.List(r.Context(), r.Actor, r.Actor.County, village, filter)
	if err != nil {
		return err
	}
	name, _ := region.Name(village)
	list := villageList{Code: village, Name: name, Counts: counts, Grid: villageGrid(r, rows), Chosen: true}
	return r.Render(w, noticeVillageView(r, f, list, r.Actor.May(access.NoticeIssue, village)))
}

// villageList is a village's list as its page shows it.
type villageList struct {
	Code   region.Code
	Name   string
	Counts steps.Counts
	Grid   page.Grid
	Chosen bool
}

func villageGrid(r *page.Request, rows []steps.ListRow) page.Grid {
	grid := page.Grid{
		Caption: r.T("notice.village.households"), Empty: r.T("notice.village.empty"), Sticky: true,
		Columns: []page.Column{
			{Text: r.T("notice.village.number")},
			{Text: r.T("notice.village.head")},
			{Text: r.T("notice.village.notice")},
			{Text: r.T("notice.village.pledge")},
			{Text: r.T("notice.village.understood"), Numeric: true},
			{Text: r.T("notice.village.check"), Numeric: true},
		},
	}
	for _, row := range rows {
		head := ""
		if len(row.Persons) > 0 {
			head = household.MaskName(row.Persons[0].Name)
		}
		standing := page.Tag(r.T("notice.village.pledged"), page.Success)
		if !row.Valid {
			standing = page.Tag(r.T("notice.village.waiting", "count", strconv.Itoa(row.Waiting)), page.Neutral)
		}
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: row.Household.Number, Path: strings.Replace(pledgeBase, "{household}", row.Household.ID, 1), Header: true},
			{Text: head},
			{Body: page.Tag(r.T("notice.state."+string(row.Notice.State)), noticeColour(row.Notice.State))},
			{Body: standing},
			{Text: strconv.Itoa(row.Understood), Numeric: true},
			{Text: strconv.Itoa(row.Unchecked), Numeric: true},
		})
	}
	return grid
}

// villages are the choices of villages in which the officer searches.
func villages(r *page.Request) []page.Choice {
	choices := []page.Choice{{Label: r.T("notice.village.choose")}}
	var add func(code region.Code)
	add = func(code region.Code) {
		if code.Level() == region.Village {
			name, _ := region.Name(code)
			choices = append(choices, page.Choice{Value: string(code), Label: name})
			return
		}
		for _, child := range region.Children(code) {
			add(child)
		}
	}
	for _, where := range r.Actor.Where(access.HouseholdSearch) {
		add(where)
	}
	return slices.CompactFunc(choices, func(a, b page.Choice) bool { return a.Value == b.Value })
}

// issueVillage begins a village's notices.
func (p PledgePages) issueVillage(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	village := region.Code(r.Query("village"))
	if r.Method == http.MethodPost {
		village = region.Code(f.Text("village"))
	}
	if !r.Actor.May(access.NoticeIssue, village) || village == "" {
		return fault.New(fault.Forbidden, "fault.out_of_region")
	}
	name, _ := region.Name(village)
	if r.Method == http.MethodPost {
		wanted := wantedOf(r, f)
		if f.Valid() {
			return r.SeeOther(w, pledgeList+"/run/"+p.Batches.Start(r.Actor, r.Actor.County, village, wanted))
		}
	}
	f.Set("village", string(village))
	return r.RenderForm(w, f, noticeBatchView(r, f, name, string(village)))
}

// run shows a village's notices under way; a page that is not finished asks for itself again every two seconds.
func (p PledgePages) run(w http.ResponseWriter, r *page.Request) error {
	batch, found := p.Batches.Find(r.Actor, r.PathValue("run"))
	if !found {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if !batch.Ended {
		w.Header().Set("Refresh", "2")
	}
	name, _ := region.Name(batch.Village)
	return r.Render(w, noticeRunView(r, name, batch))
}

// issueSlips makes new access slips for one household.
func (p PledgePages) issueSlips(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		slips, err := p.Acts.IssueSlips(r.Context(), r.Actor, pledgeAt(r, ""))
		if answered, err := p.finish(w, r, f, err, r.T("notice.slips.made", "count", strconv.Itoa(len(slips)))); answered || err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, noticeSlipsView(r, f, p.pledgeHead(r, view, r.T("notice.slips.title"), f), pledgePath(r, "/slips"), r.PathValue("household")))
}

// printSlips prints the waiting slips of a village or a household, once, as a PDF.
func (p PledgePages) printSlips(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	village, id := region.Code(r.Query("village")), r.Query("household")
	if r.Method == http.MethodGet {
		f.Set("village", string(village)).Set("household", id)
		return r.Render(w, noticePrintView(r, f))
	}
	village, id = region.Code(f.Text("village")), f.Text("household")
	slips, err := p.Acts.PrintSlips(r.Context(), r.Actor, r.Actor.County, village, id)
	if err != nil {
		if err := takePledge(f, err); err != nil {
			return err
		}
		return r.RenderForm(w, f, noticePrintView(r, f))
	}
	pdf, err := p.Slips.AccessSlips(r.Context(), r.Actor.County, slips)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="slips-`+period.DayOf(slips[0].IssuedAt).String()+`.pdf"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(pdf)
	return err
}
