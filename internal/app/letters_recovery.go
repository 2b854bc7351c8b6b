package app

import (
	"context"
	"slices"
	"strconv"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	recoverysteps "chengxin/internal/casework/recovery"
	"chengxin/internal/deadline"
	"chengxin/internal/document"
	"chengxin/internal/household"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// recoveryLetters writes the papers of a recovery: the order (责令退回通知书), the receipt (收据) and the sheet (追缴资金办理单).
type recoveryLetters struct{ app *App }

func (l recoveryLetters) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "recovery.print."+key, pairs...)
}

func (l recoveryLetters) part(heading string, texts ...string) document.Part {
	part := document.Part{Heading: heading}
	for i, text := range texts {
		part.Clauses = append(part.Clauses, document.Clause{Label: strconv.Itoa(i+1) + ".", Text: text})
	}
	return part
}

// letter begins a paper to whom the order is addressed, with tables that stand before the seal.
func (l recoveryLetters) letter(ctx context.Context, tx casework.Tx, paper casework.Paper, o recovery.Order, title string, text document.Text, remedies []document.Remedy, blocks ...document.Block) ([]byte, error) {
	row, err := tx.Household(ctx, paper.Office.County, o.Household)
	if err != nil {
		return nil, err
	}
	to, members, err := declarationLetters(l).addressee(ctx, tx, paper.Office.County, row, paper.IssuedOn)
	if err != nil {
		return nil, err
	}
	content := document.Letter(document.LetterArguments{Issue: pledgeLetters(l).issue(paper), Title: l.say("title." + title), To: l.addressed(members, o, to), Text: text, Remedies: remedies})
	at := slices.IndexFunc(content.Blocks, func(b document.Block) bool { _, seal := b.(document.Seal); return seal })
	if at < 0 {
		at = len(content.Blocks)
	}
	content.Blocks = slices.Insert(content.Blocks, at, blocks...)
	return content.Canonical()
}

func (l recoveryLetters) addressed(members []household.Member, o recovery.Order, to document.Household) string {
	return nameOf(members, o.Member) + " " + to.Number
}

// Order is the 责令退回通知书: what was proven month by month, on which law, until when, and how to ask for time.
func (l recoveryLetters) Order(ctx context.Context, tx casework.Tx, paper casework.Paper, o recovery.Order, m steps.Matter, rules recoverysteps.Rules) ([]byte, error) {
	decision, _ := m.Decision()
	sum := recovery.Total(o.Months)
	table := document.Table{Columns: []document.Column{{Title: l.say("month"), Share: 3}, {Title: l.say("amount"), Share: 3, Align: document.AlignRight}, {Title: l.say("how"), Share: 8}}}
	for _, one := range o.Months {
		table.Rows = append(table.Rows, []string{one.Month, one.Fen.String(), one.Words})
	}
	table.Rows = append(table.Rows, []string{l.say("sum"), sum.String(), sum.Words()})
	due := deadline.Due(paper.IssuedOn, rules.Span, nil, rules.Table)
	return l.letter(ctx, tx, paper, o, "order", document.Text{
		Opening: []string{l.say("order.opening", "number", decision.Number, "amount", sum.String(), "words", sum.Words(), "months", len(o.Months))},
		Parts: []document.Part{
			l.part(l.say("order.basis"), o.Basis),
			l.part(l.say("order.until"), l.say("order.days", "days", rules.Span.Count), l.say("order.at_earliest", "day", due.On.Chinese())),
			l.part(l.say("order.rights"), l.say("order.plan", "most", rules.MostMonths), l.say("order.deferral"), l.say("order.never_more"), l.say("order.no_offset"), l.say("order.objection"),
				l.say("order.ask", "agency", paper.Office.Agency, "phone", paper.Office.Phone, "address", paper.Office.Address)),
		},
	}, caseLetters(l).remedies(paper, m, false), document.Heading{Text: l.say("months_title"), Level: 2}, table)
}

// Receipt is the 收据 of money that arrived, and what is still owed.
func (l recoveryLetters) Receipt(ctx context.Context, tx casework.Tx, paper casework.Paper, o recovery.Order, received recovery.Received) ([]byte, error) {
	payer := received.Payer
	if payer == "" {
		payer = l.say("receipt.self")
	}
	fields := document.Fields{PerRow: 1, Pairs: []document.Field{
		{Label: l.say("receipt.amount"), Value: received.Fen.Yuan() + " " + received.Fen.Words()},
		{Label: l.say("receipt.on"), Value: received.On.Chinese()},
		{Label: l.say("receipt.way"), Value: received.Way.Title()},
		{Label: l.say("receipt.voucher"), Value: received.Voucher},
		{Label: l.say("receipt.payer"), Value: payer},
		{Label: l.say("receipt.owed"), Value: o.Balance().Yuan()},
	}}
	blocks := []document.Block{fields}
	if beyond := o.Overpaid(); beyond > 0 {
		blocks = append(blocks, document.Paragraph{Text: l.say("receipt.beyond", "amount", beyond.String())})
	}
	blocks = append(blocks, document.Paragraph{Text: l.say("receipt.keep", "phone", paper.Office.Phone)})
	return l.letter(ctx, tx, paper, o, "receipt", document.Text{Opening: []string{l.say("receipt.opening", "number", o.Title())}}, nil, blocks...)
}

// Sheet is the 追缴资金办理单: what is to be paid, what was paid, and from when to when.
func (l recoveryLetters) Sheet(ctx context.Context, tx casework.Tx, paper casework.Paper, o recovery.Order, s recovery.Standing) ([]byte, error) {
	row, err := tx.Household(ctx, paper.Office.County, o.Household)
	if err != nil {
		return nil, err
	}
	until := l.say("sheet.open")
	if !s.NextOn.IsZero() {
		until = s.NextOn.Chinese()
	} else if !s.Since.IsZero() {
		until = s.Since.Chinese()
	}
	shares, _ := o.Shares()
	table := document.Table{Columns: []document.Column{
		{Title: l.say("month"), Share: 3},
		{Title: l.say("sheet.charged"), Share: 3, Align: document.AlignRight},
		{Title: l.say("sheet.paid"), Share: 3, Align: document.AlignRight},
		{Title: l.say("sheet.written"), Share: 3, Align: document.AlignRight},
		{Title: l.say("sheet.owed"), Share: 3, Align: document.AlignRight},
	}}
	line := func(name string, charged, paid, written money.Fen) {
		table.Rows = append(table.Rows, []string{name, charged.String(), paid.String(), written.String(), (charged - paid - written).String()})
	}
	var charged, paid, written money.Fen
	for _, share := range shares {
		line(share.Month, share.Charged, share.Paid, share.Written)
		charged, paid, written = charged+share.Charged, paid+share.Paid, written+share.Written
	}
	line(l.say("sum"), charged, paid, written)
	fields := document.Fields{PerRow: 2, Pairs: []document.Field{
		{Label: l.say("sheet.order"), Value: o.Title()},
		{Label: l.say("sheet.place"), Value: region.FullName(row.Region)},
		{Label: l.say("sheet.from"), Value: o.On.Chinese()},
		{Label: l.say("sheet.until"), Value: until},
		{Label: l.say("sheet.state"), Value: wording.T(wording.Chinese, "recovery.state."+string(s.State))},
		{Label: l.say("sheet.credit"), Value: s.Credit.Yuan()},
	}}
	blocks := []document.Block{fields, table}
	if len(s.Plan) > 0 {
		plan := document.Table{Columns: []document.Column{{Title: l.say("sheet.part"), Share: 2}, {Title: l.say("sheet.part_due"), Share: 4}, {Title: l.say("amount"), Share: 3, Align: document.AlignRight}, {Title: l.say("sheet.part_state"), Share: 3}}}
		for n, part := range s.Plan {
			covered := l.say("sheet.part_open")
			if s.Covered(n) {
				covered = l.say("sheet.part_paid")
			}
			plan.Rows = append(plan.Rows, []string{strconv.Itoa(n + 1), part.DueOn.Chinese(), part.Fen.String(), covered})
		}
		blocks = append(blocks, document.Heading{Text: l.say("sheet.plan"), Level: 2}, plan)
	}
	return l.letter(ctx, tx, paper, o, "sheet", document.Text{Opening: []string{l.say("sheet.opening", "day", paper.IssuedOn.Chinese())}}, nil,
		append(blocks, document.SignatureLines{Lines: []document.SignatureLine{{Role: l.say("sheet.officer")}, {Role: l.say("sheet.second")}}})...)
}

// recoveryScheme reads the edition in force for recovery.
type recoveryScheme struct{ app *App }

// RecoveryRules are what the edition in force says on a day.
func (s recoveryScheme) RecoveryRules(ctx context.Context, county region.Code, on period.Day) (recoverysteps.Rules, error) {
	edition, err := s.app.editions.InForce(ctx, county, on)
	if err != nil {
		return recoverysteps.Rules{}, err
	}
	table, err := s.app.calendar(ctx, county)
	rule := edition.Recovery()
	return recoverysteps.Rules{
		Terms: recovery.Terms{
			Span: edition.Deadline(policy.Refund).Span(), Table: table, Reminders: rule.RemindersDays, MostMonths: rule.InstalmentsMonths,
			Relief: rule.HardshipRelief, Grounds: rule.WriteOffReasons,
		},
		Basis: edition.Basis(rule.Rule, on),
	}, err
}

// ageing is the report of how late a place's orders are, as it is printed.
func (l recoveryLetters) ageing(paper casework.Paper, list recoverysteps.List) document.Content {
	number := document.AlignRight
	table := document.Table{Columns: []document.Column{
		{Title: l.say("ageing.bucket"), Share: 6}, {Title: l.say("ageing.orders"), Share: 2, Align: number}, {Title: l.say("ageing.owed"), Share: 4, Align: number}, {Title: l.say("ageing.late"), Share: 4, Align: number},
	}}
	line := func(name string, one recovery.Line) {
		table.Rows = append(table.Rows, []string{name, strconv.Itoa(one.Orders), one.Owed.String(), one.Late.String()})
	}
	for _, bucket := range recovery.Buckets() {
		line(wording.T(wording.Chinese, "recovery.bucket."+string(bucket)), list.Report.Lines[bucket])
	}
	line(l.say("sum"), list.Report.All)
	r := list.Report
	return document.Content{
		Kind: document.KindLetter, Title: l.say("title.ageing"), Agency: paper.Office.Agency, IssuedOn: paper.IssuedOn, Demo: paper.Office.Demo,
		Blocks: document.Blocks{
			document.Paragraph{Text: l.say("ageing.opening", "place", region.FullName(list.Place), "day", r.On.Chinese(), "orders", r.Orders, "settled", r.Settled)},
			document.Fields{PerRow: 2, Pairs: []document.Field{
				{Label: l.say("ageing.charged"), Value: r.Charged.Yuan()},
				{Label: l.say("ageing.kept"), Value: r.Kept.Yuan()},
				{Label: l.say("ageing.written"), Value: r.Written.Yuan()},
				{Label: l.say("ageing.credit"), Value: r.Credit.Yuan()},
			}},
			table,
		},
	}
}
