package determination

import (
	"context"
	"slices"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// By is what turned out to be wrong: cases that may rest on it are to be looked at again.
type By string

// What a case may rest on.
const (
	ByClause  By = "clause"  // a clause of the edition, by its code
	ByItem    By = "item"    // an item of the comparison, by its code
	BySource  By = "source"  // a source of the platform
	ByFile    By = "file"    // one file of a source, by its id
	ByEdition By = "edition" // an edition's name, or its name and version
)

// Bys lists them in the order in which the page offers them.
func Bys() []By { return []By{ByClause, ByItem, BySource, ByFile, ByEdition} }

// Touched is a case that may rest on what was wrong.
type Touched struct {
	Matter
	Number string // of the household's file
	Region region.Code
}

// touchedStore reads what finding them needs.
type touchedStore interface {
	Docketed
	Clues(ctx context.Context, county region.Code, household string) ([]determination.Clue, error)
	VerificationReports(ctx context.Context, county region.Code, household string) ([]verification.Report, error)
	// Judged lists households with a case after one, in the order of their ids.
	Judged(ctx context.Context, county region.Code, after string, limit int) ([]string, error)
}

// judgedAtOnce is how many households are gone through between two looks at the list of them.
const judgedAtOnce = 200

// Touched lists every case of a place that may rest on a clause, an item, a source, a file or an edition. It decides nothing: whether a
// decision is taken up again is for a person. That somebody looked, and for what, stands in the log; a relative's cases are left out.
func (a Acts) Touched(ctx context.Context, actor access.Actor, place region.Code, by By, value string) ([]Touched, error) {
	value = strings.TrimSpace(value)
	var wrong fault.List
	if !slices.Contains(Bys(), by) {
		wrong = append(wrong, fault.Field("by", "determination.touched.by"))
	}
	if value == "" {
		wrong = append(wrong, fault.Field("value", "determination.touched.value"))
	}
	if err := wrong.OrNil(); err != nil {
		return nil, err
	}
	act := casework.Act{Kind: "TouchedCasesListed", Permission: access.CaseView, County: place.County(), Region: place, Looks: true, Purpose: "touched"}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) ([]Touched, error) {
		work.Note("touched_by", string(by))
		work.Note("value", value)
		return a.touched(ctx, work, place, by, value)
	})
}

func (a Acts) touched(ctx context.Context, work *casework.Work, place region.Code, by By, value string) ([]Touched, error) {
	store, after := casework.As[touchedStore](work.Tx), ""
	var all []Touched
	for {
		households, err := store.Judged(ctx, work.County, after, judgedAtOnce)
		if err != nil || len(households) == 0 {
			return all, err
		}
		for _, id := range households {
			after = id
			row, err := work.Tx.Household(ctx, work.County, id)
			if err != nil {
				return nil, err
			}
			recused, err := work.Tx.Recused(ctx, work.County, id, work.Actor.ID, work.Today)
			if err != nil {
				return nil, err
			}
			if recused || !place.Contains(row.Region) {
				continue
			}
			some, err := a.restsOn(ctx, store, work.County, id, by, value, work.Today)
			if err != nil {
				return nil, err
			}
			for _, m := range some {
				all = append(all, Touched{Matter: m, Number: row.Number, Region: row.Region})
			}
		}
	}
}

// restsOn gives the cases of one household that may rest on what was wrong.
func (a Acts) restsOn(ctx context.Context, store touchedStore, county region.Code, household string, by By, value string, today period.Day) ([]Matter, error) {
	docket, err := ReadDocket(ctx, store, a.Scheme, county, household, today)
	if err != nil {
		return nil, err
	}
	items := []string{value}
	switch by {
	case ByClause, ByEdition:
		return slices.DeleteFunc(docket.Matters, func(m Matter) bool { return !m.judgedBy(by, value) }), nil
	case BySource, ByFile:
		reports, err := store.VerificationReports(ctx, county, household)
		if err != nil {
			return nil, err
		}
		items = nil
		for _, report := range reports {
			if by == BySource && string(report.Source) == value || by == ByFile && report.File == value {
				for _, line := range report.Lines {
					items = append(items, line.Item)
				}
			}
		}
	case ByItem:
	}
	clues, err := store.Clues(ctx, county, household)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(docket.Matters, func(m Matter) bool {
		return !slices.ContainsFunc(clues, func(clue determination.Clue) bool {
			return slices.Contains(m.Clues, clue.ID) && slices.ContainsFunc(clue.Points, func(point determination.Point) bool { return slices.Contains(items, point.Item) })
		})
	}), nil
}

// judgedBy says whether a clause or an edition was applied to the case, in a notice, a proposal or the decision.
func (m Matter) judgedBy(by By, value string) bool {
	return slices.ContainsFunc(m.Records, func(r determination.Record) bool {
		var derived determination.Derived
		switch what := r.What.(type) {
		case determination.NoticeIssued:
			derived = what.Derived
		case determination.ProposedFinding:
			derived = what.Derived
		default:
			return false
		}
		if by == ByClause {
			return derived.Clause == value
		}
		name, _, _ := strings.Cut(derived.Edition, " ")
		return derived.Edition == value || name == value || derived.Digest == value
	})
}
