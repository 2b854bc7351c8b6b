package console

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casefile"
	auditacts "chengxin/internal/casework/audit"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
	"chengxin/internal/wording"
)

// AuditPages are the desk's pages of the county's log. Whoever reads them stands in the log too.
type AuditPages struct {
	Acts   auditacts.Acts
	Checks *auditacts.Checks
	Keys   func(r *page.Request) ([]string, error) // the verifier keys of the reader's county
}

const auditPath = "/console/audit"

// Routes adds the pages.
func (p AuditPages) Routes(r *page.Router) {
	r.Handle("GET "+auditPath, access.AuditRead, p.list)
	r.Handle("GET "+auditPath+"/entries/{seq}", access.AuditRead, p.entry)
	r.Handle("GET "+auditPath+"/entries/{seq}/proof", access.AuditRead, p.proof)
	r.Handle("GET "+auditPath+"/searches", access.AuditRead, p.searches)
	r.Handle("POST "+auditPath+"/searches", access.AuditRead, p.searches)
	r.Handle("GET "+auditPath+"/check", access.AuditRead, p.check)
	r.Handle("POST "+auditPath+"/check", access.AuditRead, p.check)
	r.Handle("GET "+auditPath+"/checkpoints", access.CheckpointSee, p.checkpoints)
}

func (p AuditPages) parts(r *page.Request, here string) []page.Link {
	return []page.Link{
		{Text: r.T("auditlog.list"), Path: auditPath, Current: here == "list"},
		{Text: r.T("auditlog.searches"), Path: auditPath + "/searches", Current: here == "searches"},
		{Text: r.T("auditlog.check"), Path: auditPath + "/check", Current: here == "check"},
		{Text: r.T("auditlog.checkpoints"), Path: auditPath + "/checkpoints", Current: here == "checkpoints"},
	}
}

// logShown is a part of the log's list.
type logShown struct {
	lines []auditacts.Line
	kinds []string
	names map[string]string
	pages page.Pages
	form  *page.Form // the filter's fields
	asked bool       // who searched was asked
	wrong string     // a day that cannot be read
	sub   []page.Link
}

// list shows entries, the newest first, by kind, actor, household and days.
func (p AuditPages) list(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown := logShown{form: f, sub: p.parts(r, "list")}
	for _, name := range []string{"kind", "actor", "household", "from", "until"} {
		f.Set(name, r.Query(name))
	}
	wanted := auditacts.Wanted{Kind: r.Query("kind"), Actor: r.Query("actor"), Household: r.Query("household")}
	from, wrongFrom := period.ParseDay(r.Query("from"))
	until, wrongUntil := period.ParseDay(r.Query("until"))
	if wrongFrom != nil || wrongUntil != nil {
		shown.wrong = r.T("auditlog.day_wrong")
	}
	if !from.IsZero() {
		wanted.From = from.Start()
	}
	if !until.IsZero() {
		wanted.Until = until.AddDays(1).Start()
	}
	wanted.Before, _ = strconv.ParseInt(r.Query("before"), 10, 64) // an address that somebody cut begins anew
	more := false
	if shown.lines, more, err = p.Acts.ReadLog(r.Context(), r.Actor, wanted); err != nil {
		return err
	}
	shown.pages.Shown = len(shown.lines)
	if wanted.Before > 0 {
		shown.pages.Earlier = r.With("before", "")
	}
	if more {
		shown.pages.Later = r.With("before", strconv.FormatInt(shown.lines[len(shown.lines)-1].Seq, 10))
	}
	if shown.kinds, err = p.Acts.Reads.LogKinds(r.Context(), r.Actor.County); err != nil {
		return err
	}
	if shown.names, err = p.Acts.Reads.OfficerNames(r.Context(), r.Actor.County); err != nil {
		return err
	}
	return r.Render(w, logListView(r, shown))
}

// searches answers who searched for somebody. What is typed is posted, and never stands in an address.
func (p AuditPages) searches(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown := logShown{form: f, sub: p.parts(r, "searches")}
	if r.Method == http.MethodPost {
		typed := f.Require("q", r.T("auditlog.searches.q"))
		if f.Valid() {
			if shown.lines, err = p.Acts.WhoSearched(r.Context(), r.Actor, casefile.ActSearched, typed); err != nil {
				return err
			}
			shown.asked = true
		}
	}
	if shown.names, err = p.Acts.Reads.OfficerNames(r.Context(), r.Actor.County); err != nil {
		return err
	}
	return r.RenderForm(w, f, searchesView(r, shown))
}

// entryShown is one entry with everything that the log keeps of it.
type entryShown struct {
	audit.Record
	entry *audit.Entry // nil for an erased or unreadable one
	names map[string]string
}

func (p AuditPages) entry(w http.ResponseWriter, r *page.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	record, err := p.Acts.OpenEntry(r.Context(), r.Actor, seq)
	if err != nil {
		return err
	}
	shown := entryShown{Record: record}
	if entry, err := audit.ParseEntry(record.Payload); err == nil {
		shown.entry = &entry
	}
	if shown.names, err = p.Acts.Reads.OfficerNames(r.Context(), r.Actor.County); err != nil {
		return err
	}
	return r.Render(w, entryView(r, shown))
}

// proof gives the proof of an entry as a file that anybody can check with the verifier keys.
func (p AuditPages) proof(w http.ResponseWriter, r *page.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	proof, err := p.Acts.TakeProof(r.Context(), r.Actor, seq)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(proof, "", "  ")
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: "log-proof-" + strconv.FormatInt(seq, 10) + ".json", Type: "application/json", Body: append(raw, '\n')})
}

// check shows the last check of the whole log, starts one, and looks again while it runs.
func (p AuditPages) check(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		err := p.Checks.Start(r.Context(), r.Actor)
		if err == nil {
			return r.SeeOther(w, auditPath+"/check")
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	last, found := p.Checks.Last(r.Actor.County)
	if found && last.EndedAt.IsZero() {
		w.Header().Set("Refresh", "2") // without JavaScript too
	}
	names, err := p.Acts.Reads.OfficerNames(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, logCheckView(r, f, p.parts(r, "check"), last, found, names))
}

func (p AuditPages) checkpoints(w http.ResponseWriter, r *page.Request) error {
	before, _ := strconv.ParseInt(r.Query("before"), 10, 64) // as in the list
	notes, err := p.Acts.Reads.RecentCheckpoints(r.Context(), r.Actor.County, before, auditacts.Page+1)
	if err != nil {
		return err
	}
	keys, err := p.Keys(r)
	if err != nil {
		return err
	}
	pages := page.Pages{Shown: min(len(notes), auditacts.Page)}
	if before > 0 {
		pages.Earlier = r.With("before", "")
	}
	if len(notes) > auditacts.Page {
		notes = notes[:auditacts.Page]
		pages.Later = r.With("before", strconv.FormatInt(notes[len(notes)-1].Size, 10))
	}
	return r.Render(w, checkpointsView(r, p.parts(r, "checkpoints"), notes, keys, pages))
}

// actWords names a kind of act.
func actWords(r *page.Request, kind string) string {
	for _, area := range []string{"casefile.act.", "auditlog.act."} {
		if wording.Has(wording.Chinese, area+kind) {
			return r.T(area + kind)
		}
	}
	return kind
}

// actorWords names who acted: officers and other systems by name, everybody else by kind, because the log knows no names of residents.
func actorWords(r *page.Request, names map[string]string, kind, id string) string {
	if name := names[id]; name != "" {
		return name
	}
	if kind == "" {
		kind = "nobody"
	}
	return r.T("auditlog.actor."+kind, "name", id)
}

// permissionWords names a permission.
func permissionWords(r *page.Request, permission string) string {
	if key := "access.permission." + permission; wording.Has(wording.Chinese, key) {
		return r.T(key)
	}
	return permission
}

// detailWords names what an act noted; a name that ends in a kind of text keeps it: text_hash_pledge.
func detailWords(r *page.Request, name string) string {
	if key := "auditlog.detail." + name; wording.Has(wording.Chinese, key) {
		return r.T(key)
	}
	return name
}

// detailCell shows what was noted: people by name, refusals and permissions in words, everything else as it stands.
func detailCell(r *page.Request, names map[string]string, name, value string) page.Cell {
	switch {
	case name == "needed":
		return page.Cell{Text: permissionWords(r, value)}
	case name == "why" && wording.Has(wording.Chinese, value):
		return page.Cell{Text: r.T(value)}
	case names[value] != "":
		return page.Cell{Text: names[value]}
	}
	return page.Cell{Body: mono(value)}
}

func hexOf(raw []byte) string { return hex.EncodeToString(raw) }

func took(check auditacts.Check) string {
	return check.EndedAt.Sub(check.StartedAt).Round(10 * time.Millisecond).String()
}
