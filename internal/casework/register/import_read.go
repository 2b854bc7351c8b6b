package register

import (
	"context"
	"sort"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// mostListed is how many imports a list shows.
const mostListed = 100

// ListImports lists the latest imports of the places in which the actor may register, newest first. They hold counts and no
// personal data.
func (a Imports) ListImports(ctx context.Context, actor access.Actor) ([]Import, error) {
	var all []Import
	seen := map[string]bool{}
	for _, where := range actor.Where(access.HouseholdRegister) {
		some, err := a.Reads.Imports(ctx, actor.County, where, mostListed)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			if !seen[one.ID] {
				seen[one.ID] = true
				all = append(all, one)
			}
		}
	}
	sort.SliceStable(all, func(x, y int) bool { return all[x].RecordedAt.After(all[y].RecordedAt) })
	return all, nil
}

// Look reads one import, for whoever may register at its place; NotFound for anybody else.
func (a Imports) Look(ctx context.Context, actor access.Actor, county region.Code, id string) (Import, error) {
	i, err := a.Reads.Import(ctx, county, id)
	if err == nil && !actor.May(access.HouseholdRegister, i.Region) {
		return Import{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return i, err
}

// Preview lists what is wrong or doubtful in an import, at most so many, by line; it tells lines, columns and what to do,
// and nobody's data. Total is how many there are.
func (a Imports) Preview(ctx context.Context, actor access.Actor, county region.Code, id string, most int) (shown []Issue, total int, err error) {
	i, err := a.Look(ctx, actor, county, id)
	if err != nil {
		return nil, 0, err
	}
	var doubts []Issue
	err = a.noted(ctx, county, i, func(g Group) error {
		for _, issue := range g.Issues {
			total++
			switch {
			case issue.Doubt && len(doubts) < most:
				doubts = append(doubts, issue)
			case !issue.Doubt && len(shown) < most:
				shown = append(shown, issue)
			}
		}
		return nil
	})
	// What keeps a household off the register comes first.
	return append(shown, doubts[:min(len(doubts), most-len(shown))]...), total, err
}

// noted visits the households about which something was noted: those with errors, those that could not be registered, and
// those to be verified.
func (a Imports) noted(ctx context.Context, county region.Code, i Import, visit func(Group) error) error {
	for _, kind := range []string{PartBad, PartGood} {
		err := a.Reads.ImportParts(ctx, county, i.ID, kind, "", func(p Part) (bool, error) {
			groups, err := groupsOf(p)
			if err != nil {
				return false, err
			}
			for _, g := range groups {
				if len(g.Issues) == 0 {
					continue
				}
				if err := visit(g); err != nil {
					return false, err
				}
			}
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// OpenedImport is an import with its file and everything that was noted.
type OpenedImport struct {
	Import
	Content []byte
	Groups  []Group
}

// OpenImport gives the file as it was uploaded and the households about which something was noted: to be given back
// marked, or only those that failed. It is logged. It refuses an import whose file was erased.
func (a Imports) OpenImport(ctx context.Context, actor access.Actor, county region.Code, id, what string) (OpenedImport, error) {
	i, err := a.Look(ctx, actor, county, id)
	if err != nil {
		return OpenedImport{}, err
	}
	if i.Tally.Kept == 0 {
		return OpenedImport{}, fault.New(fault.Conflict, "registerimport.erased")
	}
	opened := OpenedImport{Import: i}
	act := casework.Act{Kind: "RegisterImportOpened", Permission: access.HouseholdRegister, County: county, Region: i.Region}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, work *casework.Work) (bool, error) {
		work.Note("import", id)
		work.Note("what", what)
		return true, nil
	})
	if err != nil {
		return OpenedImport{}, err
	}
	opened.Content = make([]byte, 0, i.Bytes)
	err = a.Reads.ImportParts(ctx, county, id, PartFile, "", func(p Part) (bool, error) {
		opened.Content = append(opened.Content, p.Content...)
		return true, nil
	})
	if err != nil {
		return OpenedImport{}, err
	}
	err = a.noted(ctx, county, i, func(g Group) error {
		opened.Groups = append(opened.Groups, g)
		return nil
	})
	return opened, err
}

// Failed are the households that were not registered.
func (o OpenedImport) Failed() []Group {
	var failed []Group
	for _, g := range o.Groups {
		if g.Wrong() {
			failed = append(failed, g)
		}
	}
	return failed
}

// Job is the import's latest job; false when none was ordered.
func (a Imports) Job(ctx context.Context, i Import) (casework.Job, bool, error) {
	kind := JobRegister
	if i.Had(TurnUndo) {
		kind = JobTakeBack
	}
	jobs, err := a.Reads.JobsOf(ctx, i.County, kind, i.ID)
	if err != nil || len(jobs) == 0 {
		return casework.Job{}, false, err
	}
	return jobs[0], true, nil
}

// Exported is one household of an export, with its members of the day.
type Exported struct {
	household.Household
	Members []household.Member
}

// exportAtOnce is how many households of an export are read at once.
const exportAtOnce = 200

// ExportRegister visits every household in a place, in the order of file numbers. It is logged before the first row is
// read, with its purpose. Without the permission to reveal, names and numbers come masked, addresses, accounts and health
// not at all. Households of the officer's own kin are left out. It refuses an export without a purpose (Invalid).
func (a Imports) ExportRegister(ctx context.Context, actor access.Actor, place region.Code, purpose string, full bool, visit func(Exported) error) (households int, err error) {
	county := place.County()
	if county == "" {
		return 0, fault.Field("region", "register.region")
	}
	if purpose == "" {
		return 0, fault.Field("purpose", "registerimport.purpose")
	}
	permission, shown := access.HouseholdOpen, "masked"
	if full {
		permission, shown = access.HouseholdReveal, "full"
	}
	act := casework.Act{Kind: "RegisterExported", Permission: permission, County: county, Region: place, Purpose: purpose}
	on := period.DayOf(a.Runner.Now())
	_, err = casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, work *casework.Work) (bool, error) {
		work.Note("shown", shown)
		return true, nil
	})
	if err != nil {
		return 0, err
	}
	for after := ""; ; {
		page, err := a.Reads.RegisterPage(ctx, county, place, after, exportAtOnce)
		if err != nil {
			return households, err
		}
		for _, h := range page {
			after = h.Number
			recused, err := a.Reads.Recused(ctx, county, h.ID, actor.ID, on)
			if err != nil {
				return households, err
			}
			if recused {
				continue
			}
			versions, err := a.Reads.MemberVersions(ctx, county, h.ID)
			if err != nil {
				return households, err
			}
			one := Exported{h, household.Members(versions, on)}
			if !full {
				one = one.masked()
			}
			if err := visit(one); err != nil {
				return households, err
			}
			households++
		}
		if len(page) < exportAtOnce {
			return households, nil
		}
	}
}

func (e Exported) masked() Exported {
	e.Address = ""
	for n, m := range e.Members {
		m.Name, m.IDNumber, m.Phone = household.MaskName(m.Name), household.IDNumber(m.IDNumber.Masked()), household.MaskPhone(m.Phone)
		m.Account, m.Health = household.MaskAccount(m.Account), ""
		e.Members[n] = m
	}
	return e
}
