package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Imports are the acts by which a whole table of households is registered.
type Imports struct {
	Acts
	Reads ImportReader
}

// KeptFor is how long an import's file and rows are held, sealed, when nobody finishes it.
const KeptFor = 30 * 24 * time.Hour

// How much of an import one step does, and of a file one piece holds.
const (
	housesAStep = 400
	pieceBytes  = 256 << 10
)

// Upload is a table that was read, with the file it stood in.
type Upload struct {
	Key     string // the form's idempotency key
	Region  region.Code
	Name    string
	Content []byte
	Form    string // xlsx, utf-8 or gb18030
	Rows    []Row
	Follows string // the import whose failures it brings again; empty for a new one
	Channel string // "command" when it came by the command line
}

// StageImport checks an uploaded table and keeps it, sealed, until somebody decides what becomes of it. Nothing is
// registered. It refuses an empty table, and a file that was uploaded before and is neither discarded nor taken back.
func (a Imports) StageImport(ctx context.Context, actor access.Actor, up Upload) (string, error) {
	county := up.Region.County()
	sum := sha256.Sum256(up.Content)
	hash := hex.EncodeToString(sum[:])
	act := casework.Act{
		Kind: "RegisterImportStaged", Permission: access.HouseholdRegister, County: county, Region: up.Region, Key: up.Key, Content: hash + up.Follows,
	}
	if county == "" || len(up.Rows) == 0 {
		return "", fault.Field("file", "registerimport.empty")
	}
	if !actor.May(access.HouseholdRegister, up.Region) {
		return "", fault.New(fault.Forbidden, "fault.out_of_region")
	}
	groups, earlier, err := a.checked(ctx, up, period.DayOf(a.Runner.Now()))
	if err != nil {
		return "", err
	}
	parts, counts, err := partsOf(up.Content, groups)
	if err != nil {
		return "", err
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[ImportStore](work.Tx)
		if err := refuseTwice(ctx, store, county, hash); err != nil {
			return "", err
		}
		i := counts
		i.ID, i.County, i.Region, i.Name, i.Hash, i.Bytes, i.Form = a.NewID(), county, up.Region, up.Name, hash, int64(len(up.Content)), up.Form
		i.Rows, i.Earlier, i.Follows, i.RecordedAt, i.RecordedBy = int64(len(up.Rows)), earlier, up.Follows, work.Now, actor.ID
		if err := store.AddImport(ctx, i); err != nil {
			return "", err
		}
		for _, part := range parts {
			part.ID, part.Import = a.NewID(), i.ID
			if err := store.AddPart(ctx, county, part); err != nil {
				return "", err
			}
		}
		work.Note("import", i.ID)
		work.Note("file", hash)
		work.Note("rows", strconv.FormatInt(i.Rows, 10))
		work.Note("households", strconv.FormatInt(i.Households, 10))
		work.Note("good", strconv.FormatInt(i.Good, 10))
		if up.Follows != "" {
			work.Note("follows", up.Follows)
		}
		if up.Channel != "" {
			work.Note("channel", up.Channel)
		}
		return i.ID, nil
	})
}

// refuseTwice refuses a file that is here already.
func refuseTwice(ctx context.Context, store ImportReader, county region.Code, hash string) error {
	known, err := store.ImportOfFile(ctx, county, hash)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	switch known.State() {
	case StateDiscarded, StateUndone, StateLapsed:
		return nil
	case StateStaged, StateRegistering, StateRegistered, StateUndoing:
	}
	refused := fault.New(fault.Conflict, "registerimport.twice", "day", period.DayOf(known.RecordedAt).Chinese())
	refused.Field = "file"
	return refused
}

// checked reads the households of a table: what is wrong in the file itself, and who is registered already.
func (a Imports) checked(ctx context.Context, up Upload, today period.Day) (groups []Group, earlier int64, err error) {
	c := newChecker(up.Region, today)
	county := up.Region.County()
	groups = c.check(up.Rows)
	done := map[string]bool{}
	for follows, steps := up.Follows, 0; follows != "" && steps < mostChained; steps++ {
		before, err := a.Reads.Import(ctx, county, follows)
		if err != nil {
			return nil, 0, err
		}
		if !up.Region.Contains(before.Region) && !before.Region.Contains(up.Region) {
			return nil, 0, fault.New(fault.NotFound, "fault.not_found")
		}
		sources, err := a.Reads.ImportSources(ctx, county, follows)
		if err != nil {
			return nil, 0, err
		}
		for source := range sources {
			done[source] = true
		}
		follows = before.Follows
	}
	if len(done) > 0 {
		before := len(groups)
		groups = slices.DeleteFunc(groups, func(g Group) bool { return done[string(a.Reads.ImportSource(county, g.source()))] })
		earlier = int64(before - len(groups))
	}
	if err := a.markKnown(ctx, a.Reads, county, groups, today); err != nil {
		return nil, 0, err
	}
	for i := range groups {
		slices.SortStableFunc(groups[i].Issues, func(x, y Issue) int {
			if x.Line != y.Line {
				return x.Line - y.Line
			}
			return int(x.At) - int(y.At)
		})
	}
	return groups, earlier, nil
}

// mostChained is how many imports back a file's failures are followed.
const mostChained = 20

// source is the household as the file knows it: its mark and its first person. A second reading of the same table knows it
// by this even where nobody has an identity number.
func (g Group) source() string {
	return g.key() + "\x00" + household.ReadName(g.Rows[0].At(ColumnName)) + "\x00" + g.Rows[0].At(ColumnRegion)
}

// markKnown marks identity numbers of people who are in a household of the county today.
func (a Imports) markKnown(ctx context.Context, reads ImportReader, county region.Code, groups []Group, today period.Day) error {
	var numbers []household.IDNumber
	each := func(visit func(g *Group, row Row, number household.IDNumber)) {
		for i := range groups {
			for _, row := range groups[i].Rows {
				if number := household.ReadIDNumber(row.At(ColumnIDNumber)); number != "" && !spoiled(row, ColumnIDNumber) {
					visit(&groups[i], row, number)
				}
			}
		}
	}
	each(func(_ *Group, _ Row, number household.IDNumber) { numbers = append(numbers, number) })
	known, err := reads.KnownIDs(ctx, county, numbers)
	if err != nil || len(known) == 0 {
		return err
	}
	each(func(g *Group, row Row, number household.IDNumber) {
		there, lookErr := present(ctx, reads, county, known[number], today)
		if err = errors.Join(err, lookErr); there {
			g.refuse(row.Line, ColumnIDNumber, "id_known")
		}
	})
	return err
}

// present says whether any of the people found is in a household on a day.
func present(ctx context.Context, reads interface {
	MemberVersions(ctx context.Context, county region.Code, id string) ([]household.Member, error)
}, county region.Code, hits []Hit, today period.Day,
) (bool, error) {
	for _, hit := range hits {
		versions, err := reads.MemberVersions(ctx, county, hit.Household)
		if err != nil {
			return false, err
		}
		for _, member := range household.Members(versions, today) {
			if member.ID == hit.Member {
				return true, nil
			}
		}
	}
	return false, nil
}

// partsOf cuts a file and its households into parts, and counts them.
func partsOf(content []byte, groups []Group) (parts []Part, counts Import, err error) {
	for at, n := 0, int64(1); at < len(content); at, n = at+pieceBytes, n+1 {
		parts = append(parts, Part{Kind: PartFile, Number: n, State: PartKept, Content: content[at:min(at+pieceBytes, len(content))]})
	}
	var good, bad []Group
	for _, g := range groups {
		for _, issue := range g.Issues {
			if issue.Doubt {
				counts.Doubts++
			}
		}
		if g.Wrong() {
			bad = append(bad, g)
			continue
		}
		good = append(good, g)
		counts.GoodRows += int64(len(g.Rows))
	}
	counts.Households, counts.Good = int64(len(groups)), int64(len(good))
	for _, side := range []struct {
		kind, state string
		groups      []Group
	}{{PartGood, PartWaiting, good}, {PartBad, PartKept, bad}} {
		n := int64(0)
		for chunk := range slices.Chunk(side.groups, housesAStep) {
			n++
			raw, err := json.Marshal(chunk)
			if err != nil {
				return nil, counts, err
			}
			parts = append(parts, Part{Kind: side.kind, Number: n, State: side.state, Households: int64(len(chunk)), Content: raw})
		}
	}
	return parts, counts, nil
}

func groupsOf(part Part) ([]Group, error) {
	if len(part.Content) == 0 {
		return nil, nil
	}
	var groups []Group
	return groups, json.Unmarshal(part.Content, &groups)
}
