package casefile

import (
	"context"
	"slices"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// EvidenceKind says what a kept picture or scan is.
type EvidenceKind string

// The kinds of evidence.
const (
	SignedPaper      EvidenceKind = "signed_paper"         // the scan of a pledge or authorisation signed on paper
	Delegation       EvidenceKind = "delegation"           // the written delegation of who signed for somebody
	PhotoOfHome      EvidenceKind = "photo_of_home"        // taken at a visit, with the household's consent
	SheetOfAVisit    EvidenceKind = "sheet_of_visit"       // the survey form signed on paper
	SheetOfDeclaring EvidenceKind = "sheet_of_declaration" // the declaration form filled in and signed by hand
)

// Evidence is a kept picture or scan, by what it is and who brought it. What it shows is opened one by one, each in the log.
type Evidence struct {
	Kind    EvidenceKind
	ID      string
	Within  string // the visit's assignment, the paper record, or the sheet's entry
	Caption string
	Type    string // image/jpeg, image/png, application/pdf
	Size    int64  // bytes
	At      time.Time
	By      string // the officer
	Member  string // whose it is; empty for the household's
}

// Picture says whether the page itself can show it.
func (e Evidence) Picture() bool { return e.Type == "image/jpeg" || e.Type == "image/png" }

// openTo says whether a resident is shown it: the pictures of the home everybody who lives there; a signed paper, on which every adult's
// health and money may stand, only whoever signed it. Somebody who acts for another is shown neither.
func (e Evidence) openTo(actor access.Actor) bool {
	return actor.Proxy == nil && (e.Kind == PhotoOfHome || e.Member != "" && e.Member == actor.ID)
}

// Find gives one of the file's pieces of evidence; false when it is not there.
func (f File) Find(kind EvidenceKind, within, id string) (Evidence, bool) {
	at := slices.IndexFunc(f.Evidence, func(e Evidence) bool { return e.Kind == kind && e.Within == within && e.ID == id })
	if at < 0 {
		return Evidence{}, false
	}
	return f.Evidence[at], true
}

// Compared is one comparison of the household, in counts.
type Compared struct {
	ID                                   string
	Cause                                string
	At                                   time.Time
	By                                   string
	Counted, Changed, Late, Incomparable int
}

// byRule is who compares when a source arrives.
const byRule = "source-arrived"

func (r *Reader) comparisonEvents(ctx context.Context, county region.Code, id string, f *File) error {
	runs, err := r.Store.Comparisons(ctx, county, id)
	if err != nil {
		return err
	}
	for _, run := range runs {
		kind := access.Officer
		if run.By == byRule {
			kind = access.Rule
		}
		f.add(Event{At: run.At, Group: OfComparing, Kind: "compared", By: run.By, ByKind: kind, Ref: run.ID, Pairs: []string{
			"cause", "@compare.cause." + run.Cause, "counted", strconv.Itoa(run.Counted), "changed", strconv.Itoa(run.Changed),
			"late", strconv.Itoa(run.Late), "incomparable", strconv.Itoa(run.Incomparable),
		}})
	}
	return nil
}

func (r *Reader) visitEvents(ctx context.Context, county region.Code, id string, f *File) error {
	visits, err := r.Store.HouseholdVisits(ctx, county, id)
	if err != nil {
		return err
	}
	for _, one := range visits {
		f.visit(one)
		photos, err := r.Store.VisitPhotos(ctx, county, one.Assignment.ID)
		if err != nil {
			return err
		}
		for _, photo := range photos {
			kind, member := SheetOfAVisit, one.SignedBy()
			if photo.Kind == homevisit.OfHome {
				kind, member = PhotoOfHome, ""
			}
			f.keep(Evidence{
				Kind: kind, ID: photo.ID, Within: photo.Assignment, Caption: photo.Caption, Type: photo.Type, Size: photo.Size, At: photo.At, By: photo.By, Member: member,
			})
		}
	}
	return nil
}

// keep adds evidence that was there on the file's day.
func (f *File) keep(e Evidence) {
	if !period.DayOf(e.At).After(f.On) {
		f.Evidence = append(f.Evidence, e)
	}
}

func (f *File) visit(one homevisit.Progress) {
	add := func(kind string, at time.Time, by string, pairs ...string) {
		f.add(Event{At: at, Group: OfVisits, Kind: kind, By: by, ByKind: access.Officer, Ref: one.Assignment.ID, Pairs: pairs})
	}
	assigned := "visit_assigned"
	if one.Assignment.Replaces != "" {
		assigned = "visit_reassigned"
	}
	add(assigned, one.Assignment.AssignedAt, one.Assignment.AssignedBy, "day", one.Assignment.On.Chinese())
	for _, attempt := range one.Attempts {
		if attempt.NextOn.IsZero() {
			add("visit_"+string(attempt.Outcome), attempt.At, attempt.By, "day", attempt.On.Chinese())
			continue
		}
		add("visit_"+string(attempt.Outcome)+"_again", attempt.At, attempt.By, "day", attempt.On.Chinese(), "next", attempt.NextOn.Chinese())
	}
	for _, seen := range one.Observations {
		kind := "visit_recorded"
		if seen.Replaces != "" {
			kind = "visit_corrected"
		}
		add(kind, seen.RecordedAt, seen.RecordedBy, "day", seen.AsOf.Chinese())
	}
	for _, answer := range one.Confirmations {
		kind := "visit_disagreed"
		if answer.Agrees {
			kind = "visit_confirmed"
		}
		add(kind, answer.At, answer.By)
	}
}
