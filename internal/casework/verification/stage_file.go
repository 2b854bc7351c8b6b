package verification

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// KeptFor is how long a file and its rows are held, sealed, when nobody finishes it.
const KeptFor = 30 * 24 * time.Hour

// How many households one step records, and how many bytes of a file one piece holds.
const (
	housesAStep  = 200
	issuesAPiece = 2000
	pieceBytes   = 256 << 10
)

// Upload is a source's file that was read, row by row, through the source's saved mapping.
type Upload struct {
	Key     string // the form's idempotency key
	Region  region.Code
	Source  verification.Source
	AsOf    period.Day // as of when the source states it
	Name    string
	Content []byte
	Form    string // xlsx, utf-8 or gb18030
	Rows    []verification.Row
	Follows string // the file whose refused rows this one brings again; empty for a new one
	Channel string // "command" when it came by the command line
}

// stated is what a file states about one household.
type stated struct {
	Household string              `json:"h"`
	Lines     []verification.Line `json:"l"`
}

// checked is a file that was gone through.
type checked struct {
	good    []stated
	issues  []verification.Issue
	rows    int64
	earlier int64
}

// StageFile checks an uploaded file and keeps it, sealed, until somebody decides what becomes of it: nothing is recorded. It
// refuses a file without rows, one that is here already, a day after today, and a source without a saved mapping.
func (a Acts) StageFile(ctx context.Context, actor access.Actor, up Upload) (string, error) {
	county, today := up.Region.County(), period.DayOf(a.Runner.Now())
	sum := sha256.Sum256(up.Content)
	hash := hex.EncodeToString(sum[:])
	switch {
	case county == "" || len(up.Rows) == 0:
		return "", fault.Field("file", "verification.file.empty")
	case !actor.May(access.VerificationImport, up.Region):
		return "", fault.New(fault.Forbidden, "fault.out_of_region")
	case up.AsOf.IsZero() || up.AsOf.After(today):
		return "", fault.Field("as_of", "verification.file.as_of")
	}
	mapping, err := a.Mapping(ctx, county, up.Source)
	if err != nil {
		return "", err
	}
	found, err := a.check(ctx, actor, up, mapping.Mapping, today)
	if err != nil {
		return "", err
	}
	f := File{
		ID: a.NewID(), County: county, Region: up.Region, Source: up.Source, AsOf: up.AsOf, Mapping: mapping.ID, Name: up.Name, Hash: hash,
		Bytes: int64(len(up.Content)), Form: up.Form, Rows: int64(len(up.Rows)), Good: found.rows, Households: int64(len(found.good)), Earlier: found.earlier, Follows: up.Follows,
	}
	for _, issue := range found.issues {
		switch issue.Key {
		case verification.ReasonUnknown:
			f.Unknown++
		case verification.ReasonUnauthorised:
			f.Unauthorised++
		default:
			f.Wrong++
		}
	}
	parts, err := partsOf(up.Content, found)
	if err != nil {
		return "", err
	}
	act := casework.Act{
		Kind: "VerificationFileStaged", Permission: access.VerificationImport, County: county, Region: up.Region, Key: up.Key,
		Content: []string{hash, string(up.Source), up.AsOf.String(), up.Follows},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		if err := refuseTwice(ctx, store, county, hash); err != nil {
			return "", err
		}
		f.At, f.By = work.Now, actor.ID
		if err := store.AddVerificationFile(ctx, f); err != nil {
			return "", err
		}
		for _, part := range parts {
			part.ID, part.File = a.NewID(), f.ID
			if err := store.AddVerificationPart(ctx, county, part); err != nil {
				return "", err
			}
		}
		work.Note("file", f.ID)
		work.Note("hash", hash)
		work.Note("source", string(f.Source))
		work.Note("as_of", f.AsOf.String())
		for name, n := range map[string]int64{"rows": f.Rows, "good": f.Good, "households": f.Households, "unknown": f.Unknown, "unauthorised": f.Unauthorised, "wrong": f.Wrong} {
			work.Note(name, strconv.FormatInt(n, 10))
		}
		if up.Channel != "" {
			work.Note("channel", up.Channel)
		}
		return f.ID, nil
	})
}

// refuseTwice refuses a file that is here already.
func refuseTwice(ctx context.Context, store Store, county region.Code, hash string) error {
	known, err := store.VerificationFileOf(ctx, county, hash)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	switch known.State() {
	case Discarded, Undone, Lapsed:
		return nil
	case Staged, Recording, Recorded:
	}
	refused := fault.New(fault.Conflict, "verification.file.twice", "day", period.DayOf(known.At).Chinese())
	refused.Field = "file"
	return refused
}

// check reads every row, finds whose it is, and puts what is good together by household. All rows of one person about one item
// are taken or none: half of a person's accounts would be a wrong sum.
func (a Acts) check(ctx context.Context, actor access.Actor, up Upload, mapping verification.Mapping, today period.Day) (checked, error) {
	county, store := up.Region.County(), casework.As[Store](a.Reads)
	terms, err := a.Scheme.VerificationTerms(ctx, county, today)
	if err != nil {
		return checked{}, err
	}
	reader := verification.NewReader(mapping, terms.Items, up.AsOf, today)
	type read struct {
		id   household.IDNumber
		line verification.Line
	}
	var found checked
	var rows []read
	var numbers []household.IDNumber
	seen := map[household.IDNumber]bool{}
	broken := map[[2]string]int{} // person and item, to a line that cannot be read
	for _, row := range up.Rows {
		id, line, issue := reader.Read(row)
		if issue != nil {
			found.issues = append(found.issues, *issue)
			broken[[2]string{string(household.ReadIDNumber(row.At(verification.ColumnIDNumber))), reader.ItemOf(row)}] = row.Line
			continue
		}
		rows = append(rows, read{id, line})
		if !seen[id] {
			seen[id] = true
			numbers = append(numbers, id)
		}
	}
	persons, err := store.VerificationPersons(ctx, county, numbers)
	if err != nil {
		return found, err
	}
	gate, err := a.gate(ctx, store, actor, terms, up.Region, persons, today)
	if err != nil {
		return found, err
	}
	before, err := a.recordedBefore(ctx, store, county, up.Follows)
	if err != nil {
		return found, err
	}
	at := map[string]int{}
	for _, row := range rows {
		refuse := func(key string, pairs ...string) {
			found.issues = append(found.issues, verification.Issue{Line: row.line.Row, At: verification.ColumnIDNumber, Key: key, Pairs: pairs})
		}
		if line, half := broken[[2]string{string(row.id), row.line.Item}]; half {
			refuse("half", "line", strconv.Itoa(line))
			continue
		}
		person, reason := gate.admit(persons[row.id])
		if reason != "" {
			refuse(reason)
			continue
		}
		row.line.Member = person.Member
		if before[[2]string{person.Member, row.line.Item}] {
			found.earlier++
			continue
		}
		i, known := at[person.Household]
		if !known {
			i = len(found.good)
			at[person.Household] = i
			found.good = append(found.good, stated{Household: person.Household})
		}
		found.good[i].Lines = append(found.good[i].Lines, row.line)
		found.rows++
	}
	slices.SortFunc(found.good, func(x, y stated) int { return cmp.Compare(x.Household, y.Household) })
	slices.SortStableFunc(found.issues, func(x, y verification.Issue) int { return x.Line - y.Line })
	return found, nil
}

// recordedBefore are the persons and items that the file whose failures are brought again has recorded.
func (a Acts) recordedBefore(ctx context.Context, store Store, county region.Code, follows string) (map[[2]string]bool, error) {
	done := map[[2]string]bool{}
	for steps := 0; follows != "" && steps < 20; steps++ {
		f, err := store.VerificationFile(ctx, county, follows)
		if err != nil {
			return nil, err
		}
		if f.State() == Recorded || f.State() == Recording {
			err = store.VerificationReportsOf(ctx, county, follows, func(r verification.Report) error {
				for _, line := range r.Lines {
					done[[2]string{line.Member, line.Item}] = true
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
		follows = f.Follows
	}
	return done, nil
}

// gate says whose results may be recorded: of people who are in a household of the place today and have authorised it, not of
// the officer's own kin.
type gate struct {
	place   region.Code
	homes   map[string]Home
	valid   map[string]bool // by member
	recused map[string]bool // by household
	present map[Person]bool
}

func (a Acts) gate(ctx context.Context, store Store, actor access.Actor, terms Terms, place region.Code, persons map[household.IDNumber][]Person, today period.Day) (gate, error) {
	ids := map[string]bool{}
	for _, all := range persons {
		for _, person := range all {
			ids[person.Household] = true
		}
	}
	list := make([]string, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	slices.Sort(list)
	return a.gateOf(ctx, store, actor, terms, place, list, today)
}

func (a Acts) gateOf(ctx context.Context, store Store, actor access.Actor, terms Terms, place region.Code, households []string, today period.Day) (gate, error) {
	homes, err := store.VerificationHomes(ctx, place.County(), households, today)
	if err != nil {
		return gate{}, err
	}
	g := gate{place: place, homes: homes, valid: map[string]bool{}, recused: map[string]bool{}, present: map[Person]bool{}}
	for id, home := range homes {
		standing := pledge.StandingOf(terms.Pledge, home.Persons, home.Facts, a.Runner.Now())
		for _, member := range standing.Members {
			g.present[Person{Member: member.Person.Member, Household: id}] = true
			g.valid[member.Person.Member] = member.State[pledge.AuthorisationText] == pledge.Valid
		}
	}
	if actor.Kind != access.Officer {
		return g, nil
	}
	kin, err := store.RecusedFrom(ctx, place.County(), actor.ID, today)
	for _, id := range kin {
		g.recused[id] = true
	}
	return g, err
}

// admit chooses the person whose results are recorded, or says why nobody's are. Whoever is outside the place is as unknown as
// somebody whom the register does not have.
func (g gate) admit(all []Person) (Person, string) {
	for _, person := range all {
		home, here := g.homes[person.Household]
		if !here || !g.place.Contains(home.Row.Region) || !g.present[person] {
			continue
		}
		switch {
		case g.recused[person.Household]:
			return person, verification.ReasonRecused
		case !g.valid[person.Member]:
			return person, verification.ReasonUnauthorised
		}
		return person, ""
	}
	return Person{}, verification.ReasonUnknown
}

// partsOf cuts a file, what is to be recorded and what is refused into parts.
func partsOf(content []byte, found checked) ([]Part, error) {
	var parts []Part
	for at, n := 0, int64(1); at < len(content); at, n = at+pieceBytes, n+1 {
		parts = append(parts, Part{Kind: PartFile, Number: n, State: PartKept, Content: content[at:min(at+pieceBytes, len(content))]})
	}
	n := int64(0)
	for chunk := range slices.Chunk(found.good, housesAStep) {
		n++
		raw, err := json.Marshal(chunk)
		if err != nil {
			return nil, err
		}
		parts = append(parts, Part{Kind: PartGood, Number: n, State: PartWaiting, Content: raw})
	}
	n = 0
	for chunk := range slices.Chunk(found.issues, issuesAPiece) {
		n++
		raw, err := json.Marshal(chunk)
		if err != nil {
			return nil, err
		}
		parts = append(parts, Part{Kind: PartRefused, Number: n, State: PartKept, Content: raw})
	}
	return parts, nil
}
