package casefile

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/declaration"
	"chengxin/internal/household"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// AsOf says which day a file is read for. The zero AsOf is today.
type AsOf struct {
	On period.Day
	// Then leaves out what was recorded later: the file as it was known on that day, before corrections.
	Then bool
}

// File is a household's file (一户一档) as of a day, masked.
type File struct {
	Household    household.Household // without its address
	HasAddress   bool
	On           period.Day
	Then         bool
	Purpose      string
	Head         string
	Members      []Person
	Left         []Person // members of another day
	Kinships     []Kin
	Events       []Event // newest first
	Declarations []Declared
	Documents    []numbering.Issued // without their content, newest first
	Evidence     []Evidence         // pictures and scans, by what they are
	Names        map[string]string  // members' names, masked
	Desks        map[string]Desk
	Looks        []Look // who opened it, newest first; one page
}

// Kin is a disclosed kinship; the official's name is masked.
type Kin struct {
	household.Kinship
	Stands bool
}

// Declared is one declaration with what it says otherwise than the one before.
type Declared struct {
	declaration.Declaration
	Differences []declaration.Difference
}

// Open opens a household's file for an officer: the opening stands durably in the log, with its purpose, before anything is
// read. It refuses (Invalid, field "purpose") a missing purpose, and what the runner refuses: a household that is not there,
// a place outside the officer's, a relative.
func (r *Reader) Open(ctx context.Context, actor access.Actor, county region.Code, id, purpose string, asOf AsOf) (File, error) {
	if err := r.enter(ctx, actor, county, id, purpose); err != nil {
		return File{}, err
	}
	file, err := r.read(ctx, county, id, asOf)
	if err != nil {
		return File{}, err
	}
	file.Purpose = purpose
	file.Events = slices.DeleteFunc(file.Events, func(e Event) bool { return e.Needs != "" && !actor.May(e.Needs, file.Household.Region) })
	file.Looks, err = r.looks(ctx, county, id, file.Desks, 0)
	if err == nil {
		file.Events = sorted(append(file.Events, lookEvents(file)...))
	}
	return file, err
}

// read gathers a file. Whoever calls it has let the reader in.
func (r *Reader) read(ctx context.Context, county region.Code, id string, asOf AsOf) (File, error) {
	h, err := r.Store.FullHousehold(ctx, county, id)
	if err != nil {
		return File{}, err
	}
	file := File{Household: h, HasAddress: h.Address != "", On: asOf.On, Then: asOf.Then, Names: map[string]string{}}
	file.Household.Address = ""
	if file.On.IsZero() || file.On.After(r.today()) {
		file.On = r.today()
	}
	versions, err := r.Store.MemberVersions(ctx, county, id)
	if err != nil {
		return file, err
	}
	for _, version := range versions { // the latest version's name, even where it is known later
		file.Names[version.ID] = household.MaskName(version.Name)
	}
	known := versions
	if asOf.Then {
		known = household.KnownAt(versions, endOf(file.On))
	}
	file.people(known)
	if file.Desks, err = r.Store.Desks(ctx, county); err != nil {
		return file, err
	}
	kinships, err := r.Store.Kinships(ctx, county, id)
	if err != nil {
		return file, err
	}
	for _, k := range kinships {
		if !period.DayOf(k.RecordedAt).After(file.On) {
			k.Official = household.MaskName(k.Official)
			file.Kinships = append(file.Kinships, Kin{Kinship: k, Stands: k.Stands(file.On)})
		}
	}
	if err := r.steps(ctx, county, id, &file, known); err != nil {
		return file, err
	}
	file.Events = sorted(slices.DeleteFunc(file.Events, func(e Event) bool { return e.Day().After(file.On) }))
	return file, nil
}

func (f *File) people(versions []household.Member) {
	present := household.Members(versions, f.On)
	if head, found := household.Head(present); found {
		f.Head = household.MaskName(head.Name)
	}
	here := map[string]bool{}
	for _, member := range present {
		here[member.ID] = true
		f.Members = append(f.Members, personOf(member, versions, f.On))
	}
	latest := map[string]household.Member{}
	for _, version := range versions {
		if held, found := latest[version.ID]; !here[version.ID] && (!found || version.Seq > held.Seq) {
			latest[version.ID] = version
		}
	}
	for _, version := range versions {
		if member, left := latest[version.ID]; left && !member.FromOn.After(f.On) {
			f.Left = append(f.Left, personOf(member, versions, f.On))
			delete(latest, version.ID)
		}
	}
}
