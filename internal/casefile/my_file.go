package casefile

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/household"
)

// MyFile is a household's file as one of its members reads it: the own data in full, an adult's health, accounts and
// identity hidden from the others, the head too (safeguards, rule 4). Somebody who acts for the member sees nothing in full.
type MyFile struct {
	File
	Own     Person
	HasOwn  bool
	Address string // empty for a proxy
}

// Mine reads the resident's own file. The answers of the declarations are not in it: the declaration's own page hides what
// other adults said.
func (r *Reader) Mine(ctx context.Context, actor access.Actor) (MyFile, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return MyFile{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	file, err := r.read(ctx, actor.County, actor.Household, AsOf{})
	if err != nil {
		return MyFile{}, err
	}
	file.Declarations = nil
	file.Evidence = slices.DeleteFunc(file.Evidence, func(e Evidence) bool { return !e.openTo(actor) })
	file.Events = slices.DeleteFunc(file.Events, func(e Event) bool { return e.Kind == "draft_kept" || e.closedTo(actor.ID) })
	for i, e := range file.Events {
		if e.Kind == "compared" { // how much differs may be another adult's: the comparison's own page hides that
			file.Events[i].Kind, file.Events[i].Pairs = "compared_mine", nil
		}
	}
	personal, err := r.personal(ctx, actor)
	if err != nil {
		return MyFile{}, err
	}
	personal.closeTo(actor.ID, &file)
	mine := MyFile{File: file}
	for i := range mine.Members {
		hide(&mine.Members[i])
	}
	for i := range mine.Left {
		hide(&mine.Left[i])
	}
	versions, err := r.Store.MemberVersions(ctx, actor.County, actor.Household)
	if err != nil {
		return mine, err
	}
	for _, member := range household.Members(versions, file.On) {
		if member.ID != actor.ID {
			continue
		}
		mine.HasOwn = true
		if actor.Proxy != nil {
			mine.Own = personOf(member, versions, file.On)
			hide(&mine.Own)
			continue
		}
		mine.Own = ownPerson(member, versions, file.On)
		h, err := r.Store.FullHousehold(ctx, actor.County, actor.Household)
		if err != nil {
			return mine, err
		}
		mine.Address = h.Address
	}
	mine.Members = slices.DeleteFunc(mine.Members, func(p Person) bool { return p.ID == actor.ID })
	mine.Looks, err = r.looks(ctx, actor.County, actor.Household, mine.Desks, 0)
	return mine, err
}

// hide leaves of another member what the family knows anyway.
func hide(p *Person) {
	p.IDNumber, p.Phone, p.Account, p.Health, p.Hukou, p.Doubt = "", "", "", false, "", ""
}
