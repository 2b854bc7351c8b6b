package app

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	comparisonsteps "chengxin/internal/casework/comparison"
	verificationsteps "chengxin/internal/casework/verification"
	"chengxin/internal/comparison"
	"chengxin/internal/period"
	"chengxin/internal/verification"
)

// demoSources are the sources whose files come in, each about one item.
var demoSources = []struct {
	source verification.Source
	item   string
	person bool // about each person; else about the household, and the head's row holds it
}{
	{verification.Residence, demoMembership, true},
	{verification.SocialInsurance, "I401", true},
	{verification.Bank, "P301", true},
	{verification.Vehicle, "P201", false},
	{verification.Market, "P401", false},
}

// verify brings in one file of each source about everybody who has authorised it, as a case officer imports it.
func (p *demoPlay) verify(ctx context.Context) error {
	p.on(demoVerifyDay, 9)
	actor := p.actor(access.CaseOfficer)
	for n, one := range demoSources {
		mapping := verification.Mapping{Source: one.source, Item: one.item}
		for column, heading := range map[verification.Column]string{
			verification.ColumnIDNumber: "\u8bc1\u4ef6\u53f7\u7801", verification.ColumnValue: "\u6570\u503c",
			verification.ColumnAsOf: "\u622a\u81f3\u65e5\u671f", verification.ColumnSince: "\u8d77\u59cb\u65e5\u671f",
			verification.ColumnFrom: "\u6240\u5c5e\u671f\u8d77", verification.ColumnTo: "\u6240\u5c5e\u671f\u6b62",
		} {
			mapping.Headings[column] = heading
		}
		if err := p.app.Acts.Verification.SaveMapping(ctx, actor, "", mapping); err != nil {
			return err
		}
		var rows []verification.Row
		for _, h := range p.households {
			if h.family.way.authorises() {
				rows = append(rows, p.stated(h.family, one.source, one.item, one.person, len(rows))...)
			}
		}
		if len(rows) == 0 {
			continue
		}
		name := string(one.source) + ".csv"
		file, err := p.app.Acts.Verification.ImportFile(ctx, actor, verificationsteps.Upload{
			Region: demoTownship, Source: one.source, AsOf: p.start.AddDays(demoVerifyDay - 1), Name: name, Content: []byte(name), Form: "utf-8", Rows: rows,
		})
		if err != nil {
			return fmt.Errorf("%s: %w", one.source, err)
		}
		if file.Good != int64(len(rows)) {
			return fmt.Errorf("%s: %d of %d rows taken, %d unknown, %d unauthorised, %d wrong", one.source, file.Good, len(rows), file.Unknown, file.Unauthorised, file.Wrong)
		}
		p.progress("app.demo.verify", n+1, len(demoSources))
	}
	return nil
}

// authorises says whether the household has signed the authorisation, without which nobody asks a source about it.
func (w demoWay) authorises() bool { return w.signs || w.signsInk }

// stated are a source's rows about a family.
func (p *demoPlay) stated(f demoFamily, source verification.Source, item string, person bool, line int) []verification.Row {
	var rows []verification.Row
	for i, one := range f.people {
		figure := demoFigure{}
		switch {
		case person:
			figure = f.figure(comparison.Platform, item, i)
		case i == 0:
			figure = f.figure(comparison.Platform, item, ofHousehold)
		}
		row := verification.Row{Line: line + len(rows) + 2}
		row.Text[verification.ColumnIDNumber] = string(one.member.IDNumber)
		row.Text[verification.ColumnValue] = fmt.Sprint(figure.amount)
		if source == verification.Bank || source == verification.SocialInsurance {
			row.Text[verification.ColumnValue] = fmt.Sprintf("%d.%02d", figure.amount/yuan, figure.amount%yuan)
		}
		if !figure.since.IsZero() {
			row.Text[verification.ColumnSince] = figure.since.String()
		}
		if !figure.from.IsZero() {
			row.Text[verification.ColumnFrom], row.Text[verification.ColumnTo] = figure.from.String(), figure.to.String()
		}
		if source == verification.Bank && f.planted.stale {
			row.Text[verification.ColumnAsOf] = p.start.AddDays(-demoStaleDays).String()
		}
		rows = append(rows, row)
	}
	return rows
}

// staleHouseholds are those of which something that stands today is older than the edition lets it be.
func (p *demoPlay) staleHouseholds(ctx context.Context) (map[*demoHousehold]bool, error) {
	reads := casework.As[comparisonsteps.Verifications](p.app.DB.Read())
	today := p.start.AddDays(demoCompareDay)
	terms, err := p.app.Acts.Verification.Scheme.VerificationTerms(ctx, demoCounty, today)
	if err != nil {
		return nil, err
	}
	stale, mutex := map[*demoHousehold]bool{}, sync.Mutex{}
	return stale, p.side(ctx, func(ctx context.Context, h *demoHousehold) error {
		reports, err := reads.VerificationReports(ctx, demoCounty, h.id)
		if err == nil && slices.ContainsFunc(verification.Standing(terms.Items, reports, nil, today), func(r verification.Result) bool { return r.Stale }) {
			mutex.Lock()
			defer mutex.Unlock()
			stale[h] = true
		}
		return err
	})
}

// outdated is a bank's answer that is months old: it agrees with the declaration, and stands there marked with its age.
func outdated() []demoPlant {
	return []demoPlant{{name: "a bank's answer is old", do: func(f *demoFamily, _ period.Day) { f.planted.stale = true }}}
}
