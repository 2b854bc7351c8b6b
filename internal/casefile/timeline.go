package casefile

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/declaration"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// Group sorts a timeline's events by what they belong to.
type Group string

// The groups of events.
const (
	Everything  Group = ""
	OfRegister  Group = "register"
	OfPledge    Group = "pledge"
	OfDeclaring Group = "declaration"
	OfVisits    Group = "visit"
	OfVerifying Group = "verification"
	OfComparing Group = "comparison"
	OfJudging   Group = "judgement"
	OfApplying  Group = "application"
	OfPapers    Group = "papers"
	OfLooks     Group = "looks"
)

// Groups lists the groups in the order in which the page offers them.
func Groups() []Group {
	return []Group{Everything, OfRegister, OfPledge, OfDeclaring, OfVisits, OfVerifying, OfComparing, OfJudging, OfApplying, OfPapers, OfLooks}
}

// Event is one line of a timeline. Its words are the catalogue's casefile.event.<Kind>, with the pairs as placeholders;
// values that are keys of the catalogue themselves are marked with a leading "@".
type Event struct {
	At       time.Time  // a moment, or
	On       period.Day // a day alone
	Group    Group
	Kind     string
	Step     string // of a case, an objection, a measure: what was done
	Member   string // whom it concerns
	By       string // an officer's or member's id
	ByKind   access.Kind
	Pairs    []string
	Document string // the id of its paper
	Ref      string // what it is told from: a visit's assignment, a comparison's run, a sheet's entry, a clue, a case, a request
	Look     *Look
	Needs    access.Permission // what an officer must hold besides opening the file to be told of it; empty for nothing
}

// Day is the event's day.
func (e Event) Day() period.Day {
	if e.At.IsZero() {
		return e.On
	}
	return period.DayOf(e.At)
}

func (e Event) moment() time.Time {
	if e.At.IsZero() {
		return e.On.Start()
	}
	return e.At
}

func sorted(events []Event) []Event {
	slices.SortStableFunc(events, func(a, b Event) int { return b.moment().Compare(a.moment()) })
	return events
}

func endOf(day period.Day) time.Time { return day.AddDays(1).Start().Add(-time.Microsecond) }

func (f *File) add(e Event) { f.Events = append(f.Events, e) }

// steps reads what every step of the case has put into the file.
func (r *Reader) steps(ctx context.Context, county region.Code, id string, f *File, versions []household.Member) error {
	f.add(Event{On: f.Household.RegisteredOn, Group: OfRegister, Kind: "registered", Pairs: []string{"number", f.Household.Number}})
	f.memberEvents(versions)
	for _, k := range f.Kinships {
		f.add(Event{
			At: k.RecordedAt, Group: OfRegister, Kind: "kinship_disclosed", By: k.RecordedBy, ByKind: access.Officer,
			Member: k.MemberID, Pairs: []string{"post", "@household.post." + string(k.Post)},
		})
	}
	proxies, err := r.Store.FileProxies(ctx, county, id)
	if err != nil {
		return err
	}
	for _, p := range proxies {
		f.add(Event{At: p.At, Group: OfRegister, Kind: "proxy_registered", Member: p.Member, By: p.By, ByKind: p.ByKind, Pairs: []string{"proxy", p.Name, "until", p.Until.Chinese()}})
		if !p.EndedAt.IsZero() {
			f.add(Event{At: p.EndedAt, Group: OfRegister, Kind: "proxy_ended", Member: p.Member, By: p.EndedBy, ByKind: access.Officer, Pairs: []string{"proxy", p.Name}})
		}
	}
	for _, read := range []func(context.Context, region.Code, string, *File) error{
		r.pledgeEvents, r.declarationEvents, r.sheetEvents, r.visitEvents, r.verificationEvents, r.comparisonEvents, r.judgementEvents, r.applicationEvents, r.paperEvents,
	} {
		if err := read(ctx, county, id, f); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) memberEvents(versions []household.Member) {
	before := map[string]household.Member{}
	ordered := slices.Clone(versions)
	slices.SortFunc(ordered, func(a, b household.Member) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), cmp.Compare(a.Seq, b.Seq))
	})
	for _, m := range ordered {
		earlier, later := before[m.ID]
		e := Event{At: m.RecordedAt, Group: OfRegister, Member: m.ID, By: m.RecordedBy, ByKind: access.Officer, Pairs: []string{"from", m.FromOn.Chinese()}}
		switch {
		case !later && m.Reason == "registered":
			e.Kind = "member_registered"
		case !later:
			e.Kind = "member_joined"
		case !m.UntilOn.IsZero() && earlier.UntilOn.IsZero():
			e.Kind, e.Pairs = "member_left", []string{"until", m.UntilOn.Chinese()}
		case m.FromOn == earlier.FromOn:
			e.Kind = "member_corrected"
		default:
			e.Kind = "member_changed"
		}
		before[m.ID] = m
		f.add(e)
	}
}

func (r *Reader) pledgeEvents(ctx context.Context, county region.Code, id string, f *File) error {
	told, err := r.Store.Told(ctx, county, id)
	if err != nil {
		return err
	}
	for _, i := range told.Issues {
		f.add(Event{
			At: i.IssuedAt, Group: OfPledge, Kind: "notice_issued", By: i.IssuedBy, ByKind: access.Officer, Document: i.Document,
			Pairs: []string{"channel", "@casefile.channel." + string(i.Channel)},
		})
	}
	for _, s := range told.Services {
		f.add(Event{
			At: s.ServedAt, Group: OfPledge, Kind: "notice_served", By: s.RecordedBy, ByKind: access.Officer, Document: s.Document, Member: s.Member,
			Pairs: []string{"method", "@casefile.method." + string(s.Method)},
		})
	}
	for _, s := range told.Readings {
		if s.Confirmed {
			f.add(Event{At: s.At, Group: OfPledge, Kind: "notice_read", By: s.Member, ByKind: access.Resident, Member: s.Member})
		}
	}
	answered := map[string]*Event{}
	for _, a := range told.Answers {
		key := a.Member + period.DayOf(a.At).String()
		if answered[key] == nil {
			answered[key] = &Event{Group: OfPledge, Kind: "questions_answered", By: a.By, ByKind: access.Resident, Member: a.Member, Pairs: []string{"right", "0"}}
		}
		e := answered[key]
		if a.At.After(e.At) {
			e.At = a.At
		}
		if a.Right {
			n, _ := strconv.Atoi(e.Pairs[1])
			e.Pairs[1] = strconv.Itoa(n + 1)
		}
	}
	for _, e := range answered {
		f.add(*e)
	}
	facts, err := r.Store.SignedFacts(ctx, county, id, false)
	if err != nil {
		return err
	}
	for _, s := range facts.Signatures {
		if s.Paper != "" {
			continue // its paper record stands for it
		}
		f.add(Event{
			At: s.SignedAt, Group: OfPledge, Kind: "signed", By: s.Signer, ByKind: access.Resident, Member: s.Member, Document: s.Document,
			Pairs: []string{"text", "@casefile.text." + string(s.Text)},
		})
	}
	for _, p := range facts.Papers {
		f.add(Event{At: p.RecordedAt, Group: OfPledge, Kind: "paper_recorded", By: p.RecordedBy, ByKind: access.Officer, Member: p.Signer, Pairs: []string{"day", p.SignedOn.Chinese()}})
		for _, scan := range []struct {
			kind EvidenceKind
			pledge.Scan
		}{{SignedPaper, p.Scan}, {Delegation, p.Delegation}} {
			if scan.Hash != "" {
				f.keep(Evidence{Kind: scan.kind, ID: p.ID, Within: p.ID, Type: scan.Type, Size: scan.Size, At: p.RecordedAt, By: p.RecordedBy, Member: p.Signer})
			}
		}
	}
	for _, c := range facts.Checks {
		kind := "paper_rejected"
		if c.Agrees {
			kind = "paper_checked"
		}
		f.add(Event{At: c.CheckedAt, Group: OfPledge, Kind: kind, By: c.CheckedBy, ByKind: access.Officer})
	}
	for _, w := range facts.Withdrawals {
		f.add(Event{At: w.At, Group: OfPledge, Kind: "withdrawn", By: w.By, ByKind: access.Resident, Member: w.Member, Pairs: []string{"text", "@casefile.text." + string(w.Text)}})
	}
	return nil
}

func (r *Reader) declarationEvents(ctx context.Context, county region.Code, id string, f *File) error {
	all, err := r.Store.Declarations(ctx, county, id)
	if err != nil {
		return err
	}
	for i, d := range all {
		if period.DayOf(d.SubmittedAt).After(f.On) {
			continue
		}
		one := Declared{Declaration: d}
		if i > 0 {
			one.Differences = declaration.Compare(all[i-1], d)
		}
		f.Declarations = append(f.Declarations, one)
		kind := "declared"
		if i == 0 {
			kind = "declared_first"
		}
		f.add(Event{
			At: d.SubmittedAt, Group: OfDeclaring, Kind: kind, By: d.SubmittedBy, ByKind: byWhom(d.Channel), Member: d.Declarant,
			Pairs: []string{"count", strconv.FormatInt(d.Number, 10), "kind", "@casefile.declared." + string(d.Kind), "differences", strconv.Itoa(len(one.Differences))},
		})
	}
	kept, err := r.Store.DraftsKept(ctx, county, id)
	if err != nil {
		return err
	}
	for _, at := range kept {
		f.add(Event{At: at, Group: OfDeclaring, Kind: "draft_kept"})
	}
	changes, err := r.Store.Changes(ctx, county, id)
	if err != nil {
		return err
	}
	for _, c := range changes {
		f.add(Event{
			At: c.ReportedAt, Group: OfDeclaring, Kind: "change_reported", By: c.ReportedBy, ByKind: byWhom(c.Channel), Member: c.Declarant,
			Pairs: []string{"what", "@casefile.change." + string(c.Kind), "day", c.HappenedOn.Chinese()},
		})
	}
	exits, err := r.Store.Exits(ctx, county, id)
	if err != nil {
		return err
	}
	for _, exit := range exits {
		for _, x := range exit.Facts {
			kind := access.Officer
			if x.Unit == "" {
				kind = access.Resident
			}
			f.add(Event{At: x.At, Group: OfDeclaring, Kind: "exit_" + string(x.Event), By: x.By, ByKind: kind, Pairs: []string{"day", x.RevokeBy.Chinese()}})
		}
	}
	return nil
}

func byWhom(channel declaration.Channel) access.Kind {
	if channel == declaration.Online {
		return access.Resident
	}
	return access.Officer
}

func (r *Reader) paperEvents(ctx context.Context, county region.Code, id string, f *File) error {
	documents, err := r.Store.Documents(ctx, county, id)
	if err != nil {
		return err
	}
	for _, d := range documents {
		if period.DayOf(d.IssuedAt).After(f.On) {
			continue
		}
		f.Documents = append(f.Documents, d)
		f.add(Event{At: d.IssuedAt, Group: OfPapers, Kind: "document_issued", Document: d.ID, Pairs: []string{"number", d.Number}})
	}
	slices.Reverse(f.Documents)
	tries, err := r.Store.Tries(ctx, county, id)
	if err != nil {
		return err
	}
	for _, t := range tries {
		f.add(Event{At: t.At, Group: OfPapers, Kind: "told", By: t.By, ByKind: access.Officer, Pairs: []string{"way", "@outbox.way." + t.Way}})
	}
	return nil
}

func lookEvents(f File) []Event {
	var events []Event
	for i, look := range f.Looks {
		if period.DayOf(look.At).After(f.On) {
			continue
		}
		events = append(events, Event{At: look.At, Group: OfLooks, Kind: "looked", By: look.Actor, ByKind: look.ActorKind, Look: &f.Looks[i]})
	}
	return events
}
