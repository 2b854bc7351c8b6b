package console

import (
	"context"
	"net/http"
	"slices"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/recovery"
	"chengxin/internal/determination"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// RecoveryPages are the desk's pages of recovery: a place's orders and how late they are, a household's orders with their ledger, one act on one
// of them a page, and the tables that are brought in.
type RecoveryPages struct {
	Acts  steps.Acts
	Paper func(document string) string // the address of an issued paper
	Print func(ctx context.Context, county region.Code, list steps.List) ([]byte, error)
}

const (
	recoveryPath      = "/console/recovery"
	recoveryFilesPath = recoveryPath + "/files"
)

// RecoveryOf is the address of a household's recoveries.
func RecoveryOf(household string) string { return "/console/households/" + household + "/recovery" }

// Routes adds the pages.
func (p RecoveryPages) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, do page.Handler, options ...page.Option) {
		r.Handle("GET "+path, permission, do)
		r.Handle("POST "+path, permission, do, options...)
	}
	of := RecoveryOf("{household}")
	r.Handle("GET "+recoveryPath, access.RecoveryView, p.list)
	r.Handle("GET "+recoveryPath+"/ageing", access.RecoveryView, p.ageing)
	r.Handle("GET "+recoveryPath+"/ageing/workbook", access.RecoveryView, p.workbook)
	r.Handle("GET "+recoveryPath+"/ageing/print", access.RecoveryView, p.print)
	both(recoveryFilesPath, access.RecoveryHandle, p.upload, page.Body(exchange.TableLimits.Bytes+page.DefaultMaxBody), page.Within(importTime))
	r.Handle("GET "+recoveryPath+"/templates/{kind}", access.RecoveryHandle, p.template)
	both(recoveryFilesPath+"/{file}", access.RecoveryHandle, p.file, page.Within(importTime))
	r.Handle("GET "+recoveryFilesPath+"/{file}/workbook", access.RecoveryHandle, p.marked, page.Within(importTime))
	r.Handle("GET "+of, access.RecoveryView, p.household)
	both(of+"/measures/{measure}/order", access.RecoveryHandle, p.order)
	for _, kind := range steps.Kinds() {
		both(of+"/{order}/"+string(kind), steps.Permission(kind), p.act(kind))
	}
}

func recoveryAt(r *page.Request, key string) steps.At {
	return steps.At{County: r.Actor.County, Household: r.PathValue("household"), Key: key}
}

// recoveryFilters are what the list can be narrowed to.
func recoveryFilters() []string {
	all := []string{"open", "remind"}
	for _, state := range recovery.States() {
		all = append(all, string(state))
	}
	return append(all, "credit", "all")
}

func recoveryFits(filter string, one steps.Shown) bool {
	switch filter {
	case "all":
		return true
	case "remind":
		return one.Remind
	case "credit":
		return one.Credit > 0
	case "open":
		return one.Owed > 0
	}
	return string(one.State) == filter
}

// anOrderPage is how many orders a page lists.
const anOrderPage = 50

func (p RecoveryPages) listed(r *page.Request) (steps.List, error) {
	return p.Acts.List(r.Context(), r.Actor, r.Actor.County, chosenPlace(r, access.RecoveryView))
}

// list shows a place's orders, the newest first.
func (p RecoveryPages) list(w http.ResponseWriter, r *page.Request) error {
	list, err := p.listed(r)
	if err != nil {
		return err
	}
	show := r.Query("show")
	if !slices.Contains(recoveryFilters(), show) {
		show = "open"
	}
	list.Rows = slices.DeleteFunc(list.Rows, func(one steps.Shown) bool { return !recoveryFits(show, one) })
	pages := page.Pages{Total: len(list.Rows)}
	if after := r.Query("after"); after != "" {
		at := slices.IndexFunc(list.Rows, func(one steps.Shown) bool { return one.ID == after })
		list.Rows, pages.Earlier = list.Rows[at+1:], r.With("after", "")
	}
	if len(list.Rows) > anOrderPage {
		list.Rows = list.Rows[:anOrderPage]
		pages.Later = r.With("after", list.Rows[anOrderPage-1].ID)
	}
	pages.Shown = len(list.Rows)
	return r.Render(w, recoveryListView(r, list, show, pages))
}

// ageing shows how late a place's orders are.
func (p RecoveryPages) ageing(w http.ResponseWriter, r *page.Request) error {
	list, err := p.listed(r)
	if err != nil {
		return err
	}
	return r.Render(w, recoveryAgeingView(r, list))
}

func (p RecoveryPages) exported(r *page.Request) (steps.List, string, error) {
	list, err := p.Acts.Exported(r.Context(), r.Actor, r.Actor.County, chosenPlace(r, access.RecoveryView))
	return list, r.T("recovery.ageing.file_name", "place", region.Label(list.Place), "day", period.DayOf(r.Now).String()), err
}

func (p RecoveryPages) workbook(w http.ResponseWriter, r *page.Request) error {
	list, name, err := p.exported(r)
	if err != nil {
		return err
	}
	content, err := exchange.WriteAgeing(list, r.Demo())
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: name + ".xlsx", Type: workbookType, Body: content})
}

func (p RecoveryPages) print(w http.ResponseWriter, r *page.Request) error {
	list, name, err := p.exported(r)
	if err != nil {
		return err
	}
	content, err := p.Print(r.Context(), r.Actor.County, list)
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: name + ".pdf", Type: "application/pdf", Body: content, Inline: true})
}

// household shows a household's orders with everything that happened to each.
func (p RecoveryPages) household(w http.ResponseWriter, r *page.Request) error {
	view, err := p.Acts.Open(r.Context(), r.Actor, recoveryAt(r, ""))
	if err != nil {
		return err
	}
	return r.Render(w, recoveryView(r, p, view))
}

// order shows what a refund measure asks for month by month, and orders it.
func (p RecoveryPages) order(w http.ResponseWriter, r *page.Request) error {
	if sent, err := needsStepUp(w, r); sent || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	view, err := p.Acts.Open(r.Context(), r.Actor, recoveryAt(r, ""))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(view.Orderable, func(o steps.Orderable) bool { return o.Measure == r.PathValue("measure") })
	if at < 0 && r.Method != http.MethodPost {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		done, err := p.Acts.Order(r.Context(), r.Actor, recoveryAt(r, f.Key()), r.PathValue("measure"))
		if err == nil {
			r.Flash(r.T("recovery.ordered", "number", done.Number))
			return r.SeeOther(w, page.Local(RecoveryOf(view.Household.ID)+"#"+done.ID))
		}
		if err := takeAct(f, err); err != nil || at < 0 {
			return err
		}
	}
	return r.RenderForm(w, f, orderRecoveryView(r, f, view, view.Orderable[at]))
}

// recoveryActsOn are the acts that an order allows this officer now, in the order in which the page offers them.
func recoveryActsOn(r *page.Request, view steps.View, one steps.Shown) []recovery.Kind {
	var kinds []recovery.Kind
	for _, kind := range steps.Kinds() {
		if !r.Actor.May(steps.Permission(kind), view.Household.Region) || !one.May(kind, one.Standing) {
			continue
		}
		if asked, _, open := one.Open(); kind == recovery.KindDecided && open && asked.By == r.Actor.ID {
			continue
		}
		if proposed, _, open := one.OpenWriteOff(); kind == recovery.KindWritten && open && proposed.By == r.Actor.ID {
			continue
		}
		kinds = append(kinds, kind)
	}
	return kinds
}

// act shows and does one act on an order.
func (p RecoveryPages) act(kind recovery.Kind) page.Handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		if steps.StepUp(kind) {
			if sent, err := needsStepUp(w, r); sent || err != nil {
				return err
			}
		}
		f, err := r.ReadForm()
		if err != nil {
			return err
		}
		view, err := p.Acts.Open(r.Context(), r.Actor, recoveryAt(r, ""))
		if err != nil {
			return err
		}
		one, err := view.Find(r.PathValue("order"))
		if err != nil {
			return err
		}
		if r.Method == http.MethodPost {
			what := readRecovery(f, kind)
			if f.Valid() {
				done, err := p.Acts.Record(r.Context(), r.Actor, recoveryAt(r, f.Key()), one.ID, what)
				if err == nil {
					r.Flash(r.T("recovery.kept."+string(kind), "number", done.Number))
					return r.SeeOther(w, page.Local(RecoveryOf(view.Household.ID)+"#"+one.ID))
				}
				if err := takeAct(f, err); err != nil {
					return err
				}
			}
		} else {
			begin(r, f, kind, one)
		}
		return r.RenderForm(w, f, recoveryActView(r, f, view, one, kind))
	}
}

// begin fills in what a form begins with: days of today, and amounts that everybody can see.
func begin(r *page.Request, f *page.Form, kind recovery.Kind, one steps.Shown) {
	today := period.DayOf(r.Now)
	switch kind {
	case recovery.KindServed:
		f.SetDay("served_on", today)
		f.Set("served_at", r.Now.In(period.Shanghai).Format("15:04"))
	case recovery.KindReceived, recovery.KindReminded:
		f.SetDay("on", today)
	case recovery.KindPaidBack:
		f.SetDay("on", today)
		f.Set("amount", plainYuan(one.Credit))
	case recovery.KindProposed:
		f.Set("amount", plainYuan(one.Owed))
	case recovery.KindAsked:
		f.Set("for", string(recovery.Instalments))
	case recovery.KindReversed, recovery.KindDecided, recovery.KindWritten, recovery.KindSheet, recovery.KindLowered:
	}
}

func plainYuan(fen money.Fen) string { return fen.String() }

// readRecovery reads what an act says.
func readRecovery(f *page.Form, kind recovery.Kind) recovery.What {
	reason := f.Text("reason")
	switch kind {
	case recovery.KindServed:
		return recovery.Served{Proof: readProof(f)}
	case recovery.KindReceived:
		return recovery.Received{On: f.Day("on").Day, Fen: f.Amount("amount").Fen, Way: recovery.Way(f.Text("way")), Voucher: f.Text("voucher"), Payer: f.Text("payer")}
	case recovery.KindReversed:
		return recovery.Reversed{Record: f.Text("record"), Reason: reason}
	case recovery.KindPaidBack:
		return recovery.PaidBack{On: f.Day("on").Day, Fen: f.Amount("amount").Fen, Voucher: f.Text("voucher"), Words: f.Text("words")}
	case recovery.KindAsked:
		return readRelief(f, determination.Way(f.Text("way")))
	case recovery.KindDecided:
		return recovery.Decided{Granted: f.Text("granted") == "yes", Reason: reason}
	case recovery.KindReminded:
		return recovery.Reminded{Way: determination.Way(f.Text("way")), On: f.Day("on").Day, Words: f.Text("words")}
	case recovery.KindProposed:
		return recovery.Proposed{Fen: f.Amount("amount").Fen, Ground: f.Text("ground"), Reason: reason}
	case recovery.KindWritten:
		return recovery.Written{Approved: f.Text("granted") == "yes", Reason: reason}
	case recovery.KindSheet, recovery.KindLowered:
	}
	return recovery.Sheet{}
}

// readRelief reads a request for relief: only the fields of what is asked for are read.
func readRelief(f *page.Form, way determination.Way) recovery.Asked {
	asked := recovery.Asked{For: recovery.Relief(f.Text("for")), Words: f.Text("words"), Way: way}
	switch asked.For {
	case recovery.Deferral:
		asked.Until = f.Day("until").Day
	case recovery.Instalments:
		asked.First = f.Day("first").Day
		asked.Months, _ = f.Whole("count", 120)
	}
	return asked
}

// upload takes a table: checked and kept, nothing is recorded yet.
func (p RecoveryPages) upload(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		kind := recovery.Table(f.RequireChoice("kind", r.T("recovery.import.kind_label"), string(recovery.OrderTable), string(recovery.ReceiptTable)))
		file, given := f.File("file", exchange.TableLimits.Bytes)
		if !given && f.Wrong("file") == "" {
			f.Refuse("file", "imports.choose_file")
		}
		if f.Valid() {
			table, err := exchange.ReadRecovery(file.Content, kind, exchange.TableLimits)
			if err == nil {
				var id string
				id, err = p.Acts.StageFile(r.Context(), r.Actor, f.Key(), steps.File{Region: steps.Place(r.Actor), Kind: kind, Name: file.Name, Content: file.Content}, len(table.Rows))
				if err == nil {
					return r.SeeOther(w, page.Local(recoveryFilesPath+"/"+id))
				}
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, recoveryUploadView(r, f))
}

// template gives an empty table.
func (p RecoveryPages) template(w http.ResponseWriter, r *page.Request) error {
	kind := recovery.Table(r.PathValue("kind"))
	if !slices.Contains(recovery.Tables(), kind) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	rules, err := p.Acts.Scheme.RecoveryRules(r.Context(), r.Actor.County, period.DayOf(r.Now))
	if err != nil {
		return err
	}
	content, err := exchange.WriteRecoveryTemplate(exchange.RecoveryTemplate{Kind: kind, Basis: rules.Basis, Demo: r.Demo()})
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: r.T("recovery.sheet."+string(kind)) + ".xlsx", Type: workbookType, Body: content})
}

// brought is a table that was brought in, with what its rows would do.
func (p RecoveryPages) brought(r *page.Request) (file steps.File, rows []recovery.Row, preview steps.Preview, err error) {
	if file, err = p.Acts.File(r.Context(), r.Actor, r.PathValue("file")); err != nil {
		return file, nil, preview, err
	}
	table, err := exchange.ReadRecovery(file.Content, file.Kind, exchange.TableLimits)
	if err != nil {
		return file, nil, preview, err
	}
	preview, err = p.Acts.Check(r.Context(), r.Actor, file.Kind, table.Rows)
	return file, table.Rows, preview, err
}

// file shows what a table's rows would do, and records those that can be taken.
func (p RecoveryPages) file(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	file, rows, preview, err := p.brought(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		taken, err := p.Acts.Take(r.Context(), r.Actor, file.ID, rows)
		if err == nil {
			r.Flash(r.T("recovery.import.taken", "count", taken.Recorded, "already", taken.Already, "problems", len(taken.Problems)))
			return r.SeeOther(w, page.Local(recoveryFilesPath+"/"+file.ID))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, recoveryFileView(r, f, file, preview))
}

// marked gives the same file back with why rows cannot be taken.
func (p RecoveryPages) marked(w http.ResponseWriter, r *page.Request) error {
	file, _, preview, err := p.brought(r)
	if err != nil {
		return err
	}
	content, err := exchange.MarkRecovery(file.Content, file.Kind, preview.Problems, exchange.TableLimits)
	if err != nil {
		return err
	}
	kind := workbookType
	if len(content) > 2 && string(content[:2]) != "PK" {
		kind = "text/csv"
	}
	return r.Send(w, page.Content{Name: file.Name, Type: kind, Body: content})
}

// orderableWords says whether a refund measure can be ordered, and why not.
func orderableWords(r *page.Request, one steps.Orderable) string {
	if one.State == measure.Active {
		return r.T("recovery.orderable")
	}
	return r.T("recovery.order." + string(one.State))
}
