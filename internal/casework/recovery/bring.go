package recovery

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
)

// StageFile keeps a table for its preview: nothing is recorded yet. It refuses a table without rows.
func (a Acts) StageFile(ctx context.Context, actor access.Actor, key string, file File, rows int) (string, error) {
	if !slices.Contains(recovery.Tables(), file.Kind) {
		return "", fault.Field("kind", "recovery.import.kind")
	}
	if rows == 0 {
		return "", fault.Field("file", "recovery.import.no_rows")
	}
	if file.Region.County() == "" {
		return "", fault.New(fault.Forbidden, "fault.out_of_region")
	}
	act := casework.Act{
		Kind: "RecoveryFileBrought", Permission: access.RecoveryHandle, County: file.Region.County(), Region: file.Region, Key: key,
		Content: []any{file.Kind, file.Name, file.Content, file.Region},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		file.ID, file.At, file.By = a.NewID(), work.Now, actor.ID
		work.Note("file", file.ID)
		work.Note("rows", strconv.Itoa(rows))
		return file.ID, casework.As[Store](work.Tx).AddRecoveryFile(ctx, work.County, file)
	})
}

// File gives a table that was brought in, to whoever works at its place. NotFound.
func (a Acts) File(ctx context.Context, actor access.Actor, id string) (File, error) {
	file, err := casework.As[Store](a.Reads).RecoveryFile(ctx, actor.County, id)
	if err != nil {
		return file, err
	}
	if !actor.May(access.RecoveryHandle, file.Region) {
		return File{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return file, nil
}

// Ready is a row that can be taken: of a list of orders, or of a table of receipts.
type Ready struct {
	Line      int
	Household string
	Title     string
	Order     *recovery.Order
	Paid      recovery.Received // of an order: what the list says was paid before
	Pays      string            // of a receipt: the order
	Name      string
}

// Preview is what a table would do.
type Preview struct {
	Ready    []Ready
	Problems []recovery.Problem
	Rows     int
	Taken    int // rows that are recorded already
}

// Check says of every row whether it can be taken. What is recorded already is counted and left alone; a household of another place
// is told apart from one that does not exist in no way.
func (a Acts) Check(ctx context.Context, actor access.Actor, kind recovery.Table, rows []recovery.Row) (Preview, error) {
	if !actor.MayAnywhere(access.RecoveryHandle) {
		return Preview{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	preview, seen := Preview{Rows: len(rows)}, map[string]int{}
	for _, row := range rows {
		var ready *Ready
		var problems []recovery.Problem
		var err error
		if kind == recovery.OrderTable {
			ready, problems, err = a.listed(ctx, actor, row, seen)
		} else {
			ready, problems, err = a.paying(ctx, actor, row, seen)
		}
		switch {
		case err != nil:
			return preview, err
		case len(problems) > 0:
			preview.Problems = append(preview.Problems, problems...)
		case ready == nil:
			preview.Taken++
		default:
			preview.Ready = append(preview.Ready, *ready)
		}
	}
	return preview, nil
}

func problem(line int, column recovery.Column, key string, pairs ...any) []recovery.Problem {
	return []recovery.Problem{{Line: line, Column: column, Err: fault.Field(string(column), "recovery.row."+key, pairs...)}}
}

// listed checks a row of a list of orders; no row and no problem say that it is recorded already.
func (a Acts) listed(ctx context.Context, actor access.Actor, row recovery.Row, seen map[string]int) (*Ready, []recovery.Problem, error) {
	one, problems := recovery.ReadListed(row, a.today())
	if len(problems) > 0 {
		return nil, problems, nil
	}
	if first, twice := seen[one.Ref]; twice {
		return nil, problem(one.Line, recovery.ColumnRef, "twice", "line", first), nil
	}
	seen[one.Ref] = one.Line
	reads := casework.As[Store](a.Reads)
	home, member, problems, err := a.person(ctx, actor, one)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	known, id, err := reads.RecoveryByTitle(ctx, actor.County, one.Ref)
	if err == nil {
		if known != home {
			return nil, problem(one.Line, recovery.ColumnRef, "used"), nil
		}
		orders, err := reads.Recoveries(ctx, actor.County, home)
		at := slices.IndexFunc(orders, func(o recovery.Order) bool { return o.ID == id })
		if err != nil || at < 0 || orders[at].Member != member || recovery.Total(orders[at].Months) != recovery.Total(one.Order.Months) {
			return nil, problem(one.Line, recovery.ColumnRef, "used"), err
		}
		return nil, nil, nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return nil, nil, err
	}
	order := one.Order
	order.Household, order.Member = home, member
	ready := &Ready{Line: one.Line, Household: home, Title: one.Ref, Order: &order, Name: household.MaskName(one.Name)}
	if one.Paid > 0 {
		ready.Paid = recovery.Received{Fen: one.Paid, Way: recovery.AsListed, Voucher: one.Ref}
	}
	return ready, nil, nil
}

// person finds whom a row is about: by the identity number, or by the file number and the name.
func (a Acts) person(ctx context.Context, actor access.Actor, one recovery.Listed) (home, member string, problems []recovery.Problem, err error) {
	reads := casework.As[Store](a.Reads)
	column := recovery.ColumnFile
	var homes []string
	if one.ID != "" {
		column = recovery.ColumnID
		hits, err := reads.RecoveryPerson(ctx, actor.County, household.IDNumber(strings.ToUpper(one.ID)))
		if err != nil {
			return "", "", nil, err
		}
		homes = hits
	}
	if one.File != "" {
		id, err := reads.RecoveryHousehold(ctx, actor.County, one.File)
		switch {
		case fault.KindOf(err) == fault.NotFound && err != nil:
			return "", "", problem(one.Line, recovery.ColumnFile, "household"), nil
		case err != nil:
			return "", "", nil, err
		case one.ID != "" && !slices.Contains(homes, id):
			return "", "", problem(one.Line, recovery.ColumnID, "other_household"), nil
		}
		homes = []string{id}
	}
	for _, id := range homes {
		row, err := a.Reads.Household(ctx, actor.County, id)
		if err != nil {
			return "", "", nil, err
		}
		if !actor.May(access.RecoveryHandle, row.Region) {
			continue
		}
		versions, err := reads.MemberVersions(ctx, actor.County, id)
		if err != nil {
			return "", "", nil, err
		}
		for _, version := range versions {
			if version.Name == household.ReadName(one.Name) && (one.ID == "" || strings.EqualFold(string(version.IDNumber), one.ID)) {
				return id, version.ID, nil, nil
			}
		}
		return "", "", problem(one.Line, recovery.ColumnName, "name"), nil
	}
	return "", "", problem(one.Line, column, "household"), nil
}

// paying checks a row of a table of receipts; no row and no problem say that it is recorded already.
func (a Acts) paying(ctx context.Context, actor access.Actor, row recovery.Row, seen map[string]int) (*Ready, []recovery.Problem, error) {
	one, problems := recovery.ReadPaying(row, a.today())
	if len(problems) > 0 {
		return nil, problems, nil
	}
	same := strings.Join([]string{one.Ref, one.Received.Voucher, one.Received.On.String(), one.Received.Fen.String()}, "\t")
	if first, twice := seen[same]; twice {
		return nil, problem(one.Line, recovery.ColumnVoucher, "twice", "line", first), nil
	}
	seen[same] = one.Line
	reads := casework.As[Store](a.Reads)
	home, id, err := reads.RecoveryByTitle(ctx, actor.County, one.Ref)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, problem(one.Line, recovery.ColumnRef, "order"), nil
	}
	if err != nil {
		return nil, nil, err
	}
	place, err := a.Reads.Household(ctx, actor.County, home)
	if err != nil {
		return nil, nil, err
	}
	if !actor.May(access.RecoveryHandle, place.Region) {
		return nil, problem(one.Line, recovery.ColumnRef, "order"), nil
	}
	orders, err := reads.Recoveries(ctx, actor.County, home)
	if err != nil {
		return nil, nil, err
	}
	o := orders[slices.IndexFunc(orders, func(o recovery.Order) bool { return o.ID == id })]
	versions, err := reads.MemberVersions(ctx, actor.County, home)
	if err != nil {
		return nil, nil, err
	}
	if !slices.ContainsFunc(versions, func(m household.Member) bool {
		return m.ID == o.Member && m.Name == household.ReadName(one.Name)
	}) {
		return nil, problem(one.Line, recovery.ColumnName, "name"), nil
	}
	if o.Holds(one.Received) {
		return nil, nil, nil
	}
	return &Ready{Line: one.Line, Household: home, Title: o.Title(), Paid: one.Received, Pays: id, Name: household.MaskName(one.Name)}, nil, nil
}

// Taken is what the recording of a table came to.
type Taken struct {
	Recorded int
	Already  int
	Problems []recovery.Problem
}

// Take records every row of a table that can be taken, each an act of its own in its household: with its place, its kinship, its receipt and its
// entry. Rows that cannot be taken stay with their reason. Taking the same file again records nothing twice.
func (a Acts) Take(ctx context.Context, actor access.Actor, id string, rows []recovery.Row) (Taken, error) {
	file, err := a.File(ctx, actor, id)
	if err != nil {
		return Taken{}, err
	}
	preview, err := a.Check(ctx, actor, file.Kind, rows)
	if err != nil {
		return Taken{}, err
	}
	taken := Taken{Already: preview.Taken, Problems: preview.Problems}
	for _, ready := range preview.Ready {
		at := At{County: actor.County, Household: ready.Household, Key: "recovery-" + id + "-" + strconv.Itoa(ready.Line)}
		if ready.Order != nil {
			err = a.list(ctx, actor, at, id, *ready.Order, ready.Paid)
		} else {
			received := ready.Paid
			received.File = id
			_, err = a.Record(ctx, actor, at, ready.Pays, received)
		}
		var refused *fault.Error
		switch {
		case err == nil:
			taken.Recorded++
		case errors.As(err, &refused) && fault.KindOf(err) != fault.Internal && fault.KindOf(err) != fault.Unavailable:
			taken.Problems = append(taken.Problems, recovery.Problem{Line: ready.Line, Column: recovery.ColumnRef, Err: refused})
		default:
			return taken, err
		}
	}
	return taken, nil
}

// list keeps an order of an older list, with what was paid before.
func (a Acts) list(ctx context.Context, actor access.Actor, at At, file string, o recovery.Order, paid recovery.Received) error {
	act := casework.Act{Kind: "RecoveryListed", Permission: access.RecoveryHandle, County: at.County, Household: at.Household, Key: at.Key, Content: []any{o.Ref, o.Months, paid}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		o.ID, o.At, o.By = a.NewID(), work.Now, actor.ID
		if err := o.Check(work.Today); err != nil {
			return Done{}, err
		}
		work.Note("recovery", o.ID)
		work.Note("file", file)
		work.Note("months", strconv.Itoa(len(o.Months)))
		work.Send(casework.Message{Household: o.Household, Topic: "outbox.recovery_listed", Detail: map[string]string{"number": o.Ref, "day": work.Today.Chinese()}})
		if err := store.AddRecovery(ctx, work.County, work.Region, o); err != nil || paid.Fen == 0 {
			return Done{ID: o.ID}, err
		}
		paid.File = file
		booked := o.With(recovery.Record{ID: a.NewID(), At: work.Now, By: actor.ID, What: paid})
		return Done{ID: o.ID}, store.AddRecoveryRecord(ctx, work.County, o.Household, o.ID, booked.Last())
	})
	return err
}

// Place is where a table is brought in: the widest place of the officer.
func Place(actor access.Actor) region.Code {
	if places := actor.Where(access.RecoveryHandle); len(places) > 0 {
		return places[0]
	}
	return ""
}
