package resident

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/recovery"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
	"chengxin/internal/web/page"
)

// RecoveryActs are what a resident reads of the own recoveries, and asks.
type RecoveryActs interface {
	Mine(ctx context.Context, actor access.Actor) (steps.Mine, error)
	Record(ctx context.Context, actor access.Actor, at steps.At, id string, what recovery.What) (steps.Done, error)
}

// RecoveryPages show a person what must be given back and why, month by month, what was paid, the plan and the papers, and take a request
// for time. Nobody else of the household sees them.
type RecoveryPages struct {
	Acts RecoveryActs
	Home string // the address of the resident's task list
}

// RecoveryPath is where the pages stand.
const RecoveryPath = "/r/recovery"

// Routes adds the pages.
func (p RecoveryPages) Routes(r *page.Router) {
	r.Handle("GET "+RecoveryPath, access.SelfCase, p.list)
	r.Handle("GET "+RecoveryPath+"/{order}/ask", access.SelfCase, p.ask)
	r.Handle("POST "+RecoveryPath+"/{order}/ask", access.SelfCase, p.ask)
}

func (p RecoveryPages) list(w http.ResponseWriter, r *page.Request) error {
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, myRecoveryView(r, p, mine))
}

// ask takes a request for instalments or for a deferral.
func (p RecoveryPages) ask(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	mine, err := p.Acts.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	one, err := mine.Find(r.PathValue("order"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		asked := recovery.Asked{For: recovery.Relief(f.Text("for")), Words: f.Text("words")}
		switch asked.For {
		case recovery.Deferral:
			asked.Until = f.Day("until").Day
		case recovery.Instalments:
			asked.First = f.Day("first").Day
			asked.Months, _ = f.Whole("count", 120)
		}
		if f.Valid() {
			_, err := p.Acts.Record(r.Context(), r.Actor, steps.At{County: r.Actor.County, Household: r.Actor.Household, Key: f.Key()}, one.ID, asked)
			if err == nil {
				r.Flash(r.T("recovery.mine.asked"))
				return r.SeeOther(w, RecoveryPath)
			}
			if err := takeHere(f, err, nil); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, myReliefView(r, f, one, mine.Rules))
}

// myRecoveryRows say of one order what the person needs to know.
func myRecoveryRows(r *page.Request, one steps.Shown) []page.Row {
	rows := []page.Row{
		{Key: r.T("recovery.mine.state"), Value: r.T("recovery.mine.state." + string(one.State))},
		{Key: r.T("recovery.mine.charged"), Value: one.Sum.Charged.Yuan()},
		{Key: r.T("recovery.mine.paid"), Value: one.Sum.Kept().Yuan()},
	}
	add := func(key, value string) { rows = append(rows, page.Row{Key: r.T(key), Value: value}) }
	if one.Sum.Written > 0 {
		add("recovery.ageing.written", one.Sum.Written.Yuan())
	}
	add("recovery.mine.owed", one.Owed.Yuan())
	if one.Credit > 0 {
		add("recovery.mine.credit", r.T("recovery.credit_line", "amount", one.Credit.Yuan()))
	}
	switch {
	case one.Late > 0:
		add("recovery.ageing.due", r.T("recovery.mine.late", "day", dayWords(r, one.Since), "amount", one.Late.Yuan()))
	case !one.NextOn.IsZero():
		add("recovery.ageing.due", dayWords(r, one.NextOn))
	}
	add("recovery.basis_label", one.Basis)
	return rows
}

// myMonths are the proven months, with what is left of each and how it was worked out.
func myMonths(r *page.Request, one steps.Shown) page.Grid {
	grid := page.Grid{Caption: r.T("recovery.months"), Columns: []page.Column{
		{Text: r.T("recovery.month_label")}, {Text: r.T("recovery.mine.charged"), Numeric: true}, {Text: r.T("recovery.mine.owed"), Numeric: true},
	}}
	how := map[string]string{}
	for _, month := range one.Months {
		if month.Words != "" {
			how[month.Month] = month.Words
		}
	}
	if len(how) > 0 { // an older list does not say
		grid.Columns = append(grid.Columns, page.Column{Text: r.T("recovery.how")})
	}
	shares, _ := one.Shares()
	for _, share := range shares {
		row := []page.Cell{{Text: share.Month, Header: true}, {Text: share.Charged.Yuan(), Numeric: true}, {Text: share.Owed().Yuan(), Numeric: true}}
		if len(how) > 0 {
			row = append(row, page.Cell{Text: how[share.Month]})
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid
}

// myParts are the instalments.
func myParts(r *page.Request, one steps.Shown) page.Grid {
	grid := page.Grid{Caption: r.T("recovery.plan"), Columns: []page.Column{{Text: r.T("recovery.part")}, {Text: r.T("recovery.ageing.due")}, {Text: r.T("recovery.amount_label"), Numeric: true}, {Text: r.T("recovery.ageing.state")}}}
	for n, part := range one.Plan {
		state := r.T("recovery.part_open")
		if one.Covered(n) {
			state = r.T("recovery.part_paid")
		}
		grid.Rows = append(grid.Rows, []page.Cell{{Text: fmt.Sprint(n + 1), Header: true}, {Text: dayWords(r, part.DueOn)}, {Text: part.Fen.Yuan(), Numeric: true}, {Text: state}})
	}
	return grid
}

// myRecoveryEvents are what happened, as the person is told: also what was booked wrongly and taken back, and what another decided and why.
func myRecoveryEvents(r *page.Request, one steps.Shown) []page.Event {
	var events []page.Event
	add := func(at time.Time, title, words, document string) {
		event := page.Event{Title: title, At: r.OnDay(period.DayOf(at)), Moment: at.Format(time.RFC3339)}
		if words != "" || document != "" {
			event.Body = myRecoveryEvent(r, words, document)
		}
		events = append(events, event)
	}
	for _, record := range one.Records {
		switch what := record.What.(type) {
		case recovery.Received:
			if what.Way == recovery.AsListed {
				add(record.At, r.T("recovery.mine.done.received.listed", "amount", what.Fen.Yuan()), "", "")
				continue
			}
			add(record.At, r.T("recovery.mine.done.received", "amount", what.Fen.Yuan(), "day", dayWords(r, what.On), "way", r.T("recovery.way."+string(what.Way))), "", what.Document)
		case recovery.Reversed:
			add(record.At, r.T("recovery.mine.done.reversed"), what.Reason, "")
		case recovery.PaidBack:
			add(record.At, r.T("recovery.mine.done.paid_back", "amount", what.Fen.Yuan(), "day", dayWords(r, what.On)), what.Words, "")
		case recovery.Asked:
			if what.For == recovery.Deferral {
				add(record.At, r.T("recovery.mine.done.asked_deferral", "day", dayWords(r, what.Until)), what.Words, "")
			} else {
				add(record.At, r.T("recovery.mine.done.asked_instalments", "count", what.Months, "day", dayWords(r, what.First)), what.Words, "")
			}
		case recovery.Decided:
			outcome := "refused"
			if what.Granted {
				outcome = "granted"
			}
			add(record.At, r.T("recovery.mine.done."+outcome, "what", r.T("recovery.relief."+string(what.For))), what.Reason, "")
		case recovery.Reminded:
			add(record.At, r.T("recovery.mine.done.reminded", "day", dayWords(r, what.On)), what.Words, "")
		case recovery.Written:
			if what.Approved {
				add(record.At, r.T("recovery.mine.done.written", "amount", what.Fen.Yuan()), what.Reason, "")
			}
		case recovery.Lowered:
			if what.Revoked {
				add(record.At, r.T("recovery.mine.done.revoked"), "", "")
			} else {
				add(record.At, r.T("recovery.mine.done.lowered", "amount", what.To.Yuan()), "", "")
			}
		case recovery.Sheet:
			add(record.At, r.T("recovery.mine.done.sheet"), "", what.Document)
		}
	}
	return events
}
