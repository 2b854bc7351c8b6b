package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"chengxin/internal/access"
	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// ImportVisits brings in visits that were made on paper elsewhere, from a table with one row an item. Each household is one act of
// the named officer, who is one of the two; the other confirms it in a session of his own before it counts. A row that cannot be
// read keeps its household out, never half of it in, and the others go on. The same file brought again adds nothing. It refuses
// (Invalid), after saying them, a file with problems.
func (a *App) ImportVisits(ctx context.Context, asked Import, people io.Writer) error {
	county := asked.Place.County()
	actor, err := a.officerByLogin(ctx, county, asked.Officer)
	if err != nil {
		return err
	}
	if !actor.May(access.VisitAssign, asked.Place) {
		return fault.New(fault.Forbidden, "fault.out_of_region")
	}
	content, err := readTable(asked.File)
	if err != nil {
		return err
	}
	rows, err := exchange.ReadVisits(content, exchange.TableLimits)
	if err != nil {
		return inFile(asked.File, err)
	}
	terms, err := a.Acts.Visit.Scheme.VisitTerms(ctx, county, period.DayOf(a.clock()))
	if err != nil {
		return err
	}
	frame, err := a.DB.Read().VisitFrame(ctx, county, asked.Place, homevisit.Registered)
	if err != nil {
		return err
	}
	known := map[string]string{}
	for _, one := range frame {
		known[one.Number] = one.Household
	}
	reading := paperReading{app: a, asked: asked, terms: terms, known: known, seconds: map[string]string{}}
	good, bad := 0, 0
	for _, group := range paperVisits(rows) {
		at, made, err := reading.read(ctx, county, group)
		if err == nil && !asked.Check {
			_, err = a.Acts.Visit.EnterPaperVisit(ctx, actor, at, made)
		}
		if err != nil {
			if kind := fault.KindOf(err); kind == fault.Internal || kind == fault.Unavailable {
				return err
			}
			bad++
			if bad <= mostTold {
				_, _ = fmt.Fprintf(people, "%s:%d: %s\n", asked.File, group[0].Line, messageOf(err, asked.Language))
			}
			continue
		}
		good++
	}
	say(people, asked.Language, "transfer.visits_read", "rows", len(rows), "good", good, "bad", bad)
	if bad > 0 {
		return fault.New(fault.Invalid, "transfer.visits_bad", "bad", bad, "file", asked.File)
	}
	if asked.Check {
		say(people, asked.Language, "transfer.checked")
		return nil
	}
	say(people, asked.Language, "transfer.visits_done", "good", good)
	return nil
}

// paperVisits puts the rows of one household's day together, in the order in which they come.
func paperVisits(rows []exchange.VisitRow) [][]exchange.VisitRow {
	var groups [][]exchange.VisitRow
	at := map[[2]string]int{}
	for _, row := range rows {
		key := [2]string{row.Text[exchange.VisitHousehold], row.Text[exchange.VisitDay]}
		i, found := at[key]
		if !found {
			i = len(groups)
			at[key], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], row)
	}
	return groups
}

func messageOf(err error, language wording.Language) string {
	var list fault.List
	var one *fault.Error
	switch {
	case errors.As(err, &list):
		words := make([]string, len(list))
		for i, each := range list {
			words[i] = each.Message(language)
		}
		return strings.Join(words, " ")
	case errors.As(err, &one):
		return one.Message(language)
	}
	return err.Error()
}

// paperReading reads rows into visits.
type paperReading struct {
	app     *App
	asked   Import
	terms   visitsteps.Terms
	known   map[string]string // households by file number
	seconds map[string]string // officers by login name
}

func (p paperReading) read(ctx context.Context, county region.Code, rows []exchange.VisitRow) (visitsteps.At, visitsteps.PaperVisit, error) {
	first := rows[0].Text
	at := visitsteps.At{County: county, Household: p.known[first[exchange.VisitHousehold]]}
	var made visitsteps.PaperVisit
	if at.Household == "" {
		return at, made, fault.New(fault.Invalid, "visit.paper.household", "number", first[exchange.VisitHousehold])
	}
	on, err := period.ParseDay(plainDay(first[exchange.VisitDay]))
	if err != nil || on.IsZero() {
		return at, made, fault.New(fault.Invalid, "visit.paper.day", "day", first[exchange.VisitDay])
	}
	made.On, made.Sheet = on, first[exchange.VisitSheet]
	if made.Second, err = p.second(ctx, county, first[exchange.VisitSecond]); err != nil {
		return at, made, err
	}
	versions, err := p.app.DB.Read().MemberVersions(ctx, county, at.Household)
	if err != nil {
		return at, made, err
	}
	members := household.Members(versions, on)
	for _, row := range rows {
		if row.Text[exchange.VisitSecond] != first[exchange.VisitSecond] || row.Text[exchange.VisitSheet] != first[exchange.VisitSheet] {
			return at, made, fault.New(fault.Invalid, "visit.paper.two_papers", "line", row.Line)
		}
		line, err := p.line(row, members)
		if err != nil {
			return at, made, err
		}
		made.Lines = append(made.Lines, line)
	}
	return at, made, nil
}

func (p paperReading) second(ctx context.Context, county region.Code, login string) (string, error) {
	if id, known := p.seconds[login]; known {
		return id, nil
	}
	if login == "" {
		return "", fault.New(fault.Invalid, "visit.paper.second")
	}
	officer, err := p.app.userByLogin(ctx, county, login)
	if fault.KindOf(err) == fault.NotFound {
		return "", fault.New(fault.Invalid, "transfer.no_officer", "login", login)
	}
	if err == nil {
		p.seconds[login] = officer.ID
	}
	return officer.ID, err
}

func (p paperReading) line(row exchange.VisitRow, members []household.Member) (homevisit.Line, error) {
	wrong := func(key string, pairs ...any) (homevisit.Line, error) {
		return homevisit.Line{}, fault.New(fault.Invalid, key, append(pairs, "line", row.Line)...)
	}
	item, known := p.terms.Item(row.Text[exchange.VisitItem])
	if !known {
		return wrong("visit.paper.item", "item", row.Text[exchange.VisitItem])
	}
	line := homevisit.Line{Item: item.Code}
	if number := row.Text[exchange.VisitMember]; number != "" {
		for _, member := range members {
			if string(member.IDNumber) == strings.ToUpper(number) {
				line.Member = member.ID
			}
		}
		if line.Member == "" {
			return wrong("visit.paper.member")
		}
	}
	for _, state := range homevisit.States() {
		if row.Text[exchange.VisitState] == wording.T(wording.Chinese, "visit.paper.state."+string(state)) {
			line.State = state
		}
	}
	switch {
	case line.State == "":
		return wrong("visit.paper.state", "state", row.Text[exchange.VisitState])
	case line.State != homevisit.Found && row.Text[exchange.VisitAmount] != "":
		return wrong("visit.paper.contradiction")
	case line.State == homevisit.Found && item.Presence(line.Member):
		line.Amount, line.Said = 1, "1"
	case line.State == homevisit.Found:
		length := map[string]period.Length{
			wording.T(wording.Chinese, "visit.paper.month"): period.Month, wording.T(wording.Chinese, "visit.paper.year"): period.Year,
		}[row.Text[exchange.VisitPeriod]]
		seen, err := homevisit.Read(item.Item, row.Text[exchange.VisitAmount], length)
		if err != nil {
			return wrong("visit.paper.amount", "why", messageOf(err, p.asked.Language))
		}
		line.Seen = seen
	}
	since, err := period.ParseDay(plainDay(row.Text[exchange.VisitSince]))
	if err != nil {
		return wrong("visit.paper.since", "day", row.Text[exchange.VisitSince])
	}
	line.Since = since
	return line, nil
}

// plainDay writes a day as offices type it in our own way.
func plainDay(text string) string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/.-\u5e74\u6708\u65e5", r) })
	if len(parts) != 3 {
		return text
	}
	for i, part := range parts {
		if len(part) == 1 {
			parts[i] = "0" + part
		}
	}
	return strings.Join(parts, "-")
}
