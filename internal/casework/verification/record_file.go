package verification

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/verification"
	"chengxin/internal/wording"
)

// JobFile is the kind of job that records an ordered file.
const JobFile = "verification-file"

// ImportFile stages a file, orders it and records all of it at once, as a command and the demonstration do. It costs a part of a
// millisecond a household: what many results need is read together, and two hundred households share one act. Rows come through
// exchange.ReadVerification, or are made: verification.Row{Line: n, Text: …} with texts as in a file (yuan, 查得, 2026-11-01);
// a mapping of the source must have been saved before (SaveMapping). Content is the file; made rows give any bytes of their own,
// because the same bytes twice are refused.
func (a Acts) ImportFile(ctx context.Context, actor access.Actor, up Upload) (File, error) {
	id, err := a.StageFile(ctx, actor, up)
	if err != nil {
		return File{}, err
	}
	county, store := up.Region.County(), casework.As[Store](a.Reads)
	staged, err := store.VerificationFile(ctx, county, id)
	if err != nil || staged.Good == 0 {
		return staged, err
	}
	if !staged.Had(TurnOrdered) {
		if err := a.order(ctx, actor, county, id, "", false); err != nil {
			return staged, err
		}
	}
	for more := true; more; {
		if more, err = a.StepFile(ctx, actor, county, id); err != nil {
			return staged, err
		}
	}
	return store.VerificationFile(ctx, county, id)
}

// OrderFile orders that a file's good rows are recorded; the work itself is a job. It refuses a file that is not waiting for
// this, and one without any good row.
func (a Acts) OrderFile(ctx context.Context, actor access.Actor, county region.Code, id, key string) error {
	return a.order(ctx, actor, county, id, key, true)
}

func (a Acts) order(ctx context.Context, actor access.Actor, county region.Code, id, key string, job bool) error {
	return a.turn(ctx, actor, county, id, key, "VerificationFileOrdered", func(ctx context.Context, store Store, work *casework.Work, f File) error {
		switch {
		case f.State() != Staged:
			return fault.New(fault.Conflict, "verification.file.not_staged")
		case f.Good == 0:
			return fault.New(fault.Conflict, "verification.file.none_good")
		}
		work.Note("rows", strconv.FormatInt(f.Good, 10))
		if err := store.AddVerificationTurn(ctx, county, a.newTurn(work, f, TurnOrdered, "")); err != nil || !job {
			return err
		}
		return store.AddJob(ctx, casework.Job{ID: a.NewID(), County: county, Kind: JobFile, Subject: f.ID, Officer: actor.ID, State: casework.JobOpen, Total: f.Tally.Waiting, AskedAt: work.Now})
	})
}

// DiscardFile decides that nothing of a file is recorded, and erases its rows at once.
func (a Acts) DiscardFile(ctx context.Context, actor access.Actor, county region.Code, id, key string) error {
	return a.turn(ctx, actor, county, id, key, "VerificationFileDiscarded", func(ctx context.Context, store Store, work *casework.Work, f File) error {
		if f.State() != Staged {
			return fault.New(fault.Conflict, "verification.file.not_staged")
		}
		if err := store.AddVerificationTurn(ctx, county, a.newTurn(work, f, TurnDiscarded, "")); err != nil {
			return err
		}
		return store.EraseVerificationParts(ctx, county, id)
	})
}

// UndoFile takes a recorded file's results back: they stand no more, the files before count again, and the households are
// compared anew. It refuses a file that is not recorded, one without a reason, and one of whose results anybody has disputed.
func (a Acts) UndoFile(ctx context.Context, actor access.Actor, county region.Code, id, key, reason string) error {
	if strings.TrimSpace(reason) == "" || len([]rune(reason)) > verification.MaxWords {
		return fault.Field("reason", "verification.file.undo_reason")
	}
	return a.turn(ctx, actor, county, id, key, "VerificationFileUndone", func(ctx context.Context, store Store, work *casework.Work, f File) error {
		if f.State() != Recorded {
			return fault.New(fault.Conflict, "verification.file.not_recorded")
		}
		disputes, err := store.FileDisputes(ctx, county, id)
		if err != nil {
			return err
		}
		if disputes > 0 {
			return fault.New(fault.Conflict, "verification.file.disputed", "count", disputes)
		}
		touched, err := store.TouchVerified(ctx, county, id, "platform", work.Now)
		if err != nil {
			return err
		}
		work.Note("households", strconv.Itoa(touched))
		return store.AddVerificationTurn(ctx, county, a.newTurn(work, f, TurnUndone, reason))
	})
}

func (a Acts) newTurn(work *casework.Work, f File, turn, reason string) Turn {
	return Turn{ID: a.NewID(), File: f.ID, Turn: turn, Reason: reason, At: work.Now, By: work.Actor.ID}
}

// turn runs an act on a file at its place: whoever may bring files there.
func (a Acts) turn(ctx context.Context, actor access.Actor, county region.Code, id, key, kind string, do func(context.Context, Store, *casework.Work, File) error) error {
	known, err := casework.As[Store](a.Reads).VerificationFile(ctx, county, id)
	if err != nil {
		return err
	}
	act := casework.Act{Kind: kind, Permission: access.VerificationImport, County: county, Region: known.Region, Key: key, Content: id}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (bool, error) {
		store := casework.As[Store](work.Tx)
		f, err := store.VerificationFile(ctx, county, id)
		if err != nil {
			return false, err
		}
		work.Note("file", id)
		work.Note("source", string(f.Source))
		return true, do(ctx, store, work, f)
	})
	return err
}

// StepFile records the next households of an ordered file, at most housesAStep, in one act; false when none is left. A part is
// recorded once, whoever works on it. Who has left, or has withdrawn the authorisation since the file was checked, is refused
// now; the others of the part are recorded all the same.
func (a Acts) StepFile(ctx context.Context, actor access.Actor, county region.Code, id string) (more bool, err error) {
	store := casework.As[Store](a.Reads)
	f, err := store.VerificationFile(ctx, county, id)
	if err != nil || !f.Had(TurnOrdered) {
		return false, err
	}
	var part Part
	err = store.VerificationParts(ctx, county, id, PartGood, PartWaiting, func(p Part) (bool, error) {
		part, more = p, true
		return false, nil
	})
	if err != nil || !more {
		return false, err
	}
	var all []stated
	if err := json.Unmarshal(part.Content, &all); err != nil {
		return false, fmt.Errorf("verification file %s, part %d: %w", id, part.Number, err)
	}
	act := casework.Act{
		Kind: "VerificationRecorded", Permission: access.VerificationImport, County: county, Region: f.Region,
		Key: "verification-file-" + part.ID, Content: part.Number,
	}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (int, error) {
		return a.recordPart(ctx, work, f, part, all)
	})
	return err == nil, err
}

func (a Acts) recordPart(ctx context.Context, work *casework.Work, f File, part Part, all []stated) (int, error) {
	store := casework.As[Store](work.Tx)
	terms, err := a.Scheme.VerificationTerms(ctx, work.County, work.Today)
	if err != nil {
		return 0, err
	}
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = one.Household
	}
	gate, err := a.gateOf(ctx, store, work.Actor, terms, f.Region, ids, work.Today)
	if err != nil {
		return 0, err
	}
	var issues []verification.Issue
	rows := 0
	part.Households = 0
	for _, one := range all {
		var lines []verification.Line
		for _, line := range one.Lines {
			if _, reason := gate.admit([]Person{{Member: line.Member, Household: one.Household}}); reason != "" {
				issues = append(issues, verification.Issue{Line: line.Row, At: verification.ColumnIDNumber, Key: reason})
				continue
			}
			lines = append(lines, line)
		}
		if len(lines) == 0 {
			continue
		}
		rows += len(lines)
		part.Households++
		if err := a.record(ctx, store, work, f, one.Household, lines); err != nil {
			return 0, err
		}
	}
	part.State, part.Failed, part.Content = PartDone, int64(len(issues)), nil
	if len(issues) > 0 {
		if part.Content, err = json.Marshal(issues); err != nil {
			return 0, err
		}
	}
	work.Note("file", f.ID)
	work.Note("source", string(f.Source))
	work.Note("part", strconv.FormatInt(part.Number, 10))
	work.Note("households", strconv.FormatInt(part.Households, 10))
	work.Note("rows", strconv.Itoa(rows))
	return rows, store.TurnVerificationPart(ctx, work.County, part, PartWaiting)
}

// record keeps what a file states about one household, lets it be compared, and tells it where something was found.
func (a Acts) record(ctx context.Context, store Store, work *casework.Work, f File, id string, lines []verification.Line) error {
	row, err := work.Tx.TakeHousehold(ctx, work.County, id)
	if err != nil {
		return err
	}
	report := verification.Report{ID: a.NewID(), File: f.ID, Source: f.Source, Household: id, AsOf: f.AsOf, Lines: lines, At: work.Now}
	if err := store.AddVerificationReport(ctx, work.County, report); err != nil {
		return err
	}
	if slices.ContainsFunc(lines, func(l verification.Line) bool { return tells(l.Item, l.State) }) {
		work.Send(casework.Message{Household: id, Topic: "outbox.verification_found", Detail: map[string]string{
			"source": f.Source.Label(wording.Chinese), "day": f.AsOf.Chinese(),
		}})
	}
	return work.Tx.MarkDue(ctx, work.County, row, "platform", work.Now)
}

// tells says whether a result is worth a call or a letter: that somebody is registered where the household says so is not.
func tells(item string, state verification.State) bool {
	return item != "MEMB" && (state == verification.Found || state == verification.Over)
}

// EraseStale erases the rows of files that are older than KeptFor; it says of how many. It acts as the calendar does, and leaves a
// file alone whose rows are still being recorded.
func (a Acts) EraseStale(ctx context.Context, county region.Code) (erased int, err error) {
	reads := casework.As[Store](a.Reads)
	ids, err := reads.StaleVerificationFiles(ctx, county, a.Runner.Now().Add(-KeptFor))
	if err != nil {
		return 0, err
	}
	rule := access.Actor{Kind: access.Rule, ID: "verification-kept-for", County: county}
	for _, id := range ids {
		f, err := reads.VerificationFile(ctx, county, id)
		if err != nil {
			return erased, err
		}
		if f.State() == Recording {
			continue
		}
		err = a.turn(ctx, rule, county, id, "", "VerificationFileErased", func(ctx context.Context, store Store, _ *casework.Work, _ File) error {
			return store.EraseVerificationParts(ctx, county, id)
		})
		if err != nil {
			return erased, err
		}
		erased++
	}
	return erased, nil
}

// Look reads one file, for whoever may bring files at its place; NotFound for anybody else.
func (a Acts) Look(ctx context.Context, actor access.Actor, id string) (File, error) {
	f, err := casework.As[Store](a.Reads).VerificationFile(ctx, actor.County, id)
	if err == nil && !actor.May(access.VerificationImport, f.Region) {
		return File{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return f, err
}

// filesListed is how many files a list shows.
const filesListed = 200

// Files lists the latest files of the places in which the actor may bring them, newest first. No personal data is in them.
func (a Acts) Files(ctx context.Context, actor access.Actor) ([]File, error) {
	var all []File
	seen := map[string]bool{}
	for _, where := range actor.Where(access.VerificationImport) {
		some, err := casework.As[Store](a.Reads).VerificationFiles(ctx, actor.County, where, filesListed)
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
	slices.SortStableFunc(all, func(x, y File) int { return y.At.Compare(x.At) })
	return all, nil
}

// Refusals visits why rows of a file were not taken, by line within each part: when it was checked, and when it was recorded.
func (a Acts) Refusals(ctx context.Context, actor access.Actor, id string, visit func(verification.Issue)) error {
	f, err := a.Look(ctx, actor, id)
	if err != nil {
		return err
	}
	for _, of := range [][2]string{{PartRefused, ""}, {PartGood, PartDone}} {
		err := casework.As[Store](a.Reads).VerificationParts(ctx, f.County, id, of[0], of[1], func(p Part) (bool, error) {
			var issues []verification.Issue
			if len(p.Content) == 0 {
				return true, nil
			}
			if err := json.Unmarshal(p.Content, &issues); err != nil {
				return false, err
			}
			for _, issue := range issues {
				visit(issue)
			}
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// OpenFile gives a file as it was brought, with what was refused of it and the mapping by which it was read; it is logged. It
// refuses a file whose rows were erased.
func (a Acts) OpenFile(ctx context.Context, actor access.Actor, id, what string) (f File, m verification.Mapping, content []byte, issues []verification.Issue, err error) {
	if f, err = a.Look(ctx, actor, id); err != nil {
		return f, m, nil, nil, err
	}
	if f.Tally.Kept == 0 {
		return f, m, nil, nil, fault.New(fault.Conflict, "verification.file.erased")
	}
	saved, err := casework.As[Store](a.Reads).VerificationMapping(ctx, f.County, f.Mapping)
	if err != nil {
		return f, m, nil, nil, err
	}
	act := casework.Act{Kind: "VerificationFileOpened", Permission: access.VerificationImport, County: f.County, Region: f.Region}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, work *casework.Work) (bool, error) {
		work.Note("file", id)
		work.Note("what", what)
		return true, nil
	})
	if err != nil {
		return f, m, nil, nil, err
	}
	content = make([]byte, 0, f.Bytes)
	err = casework.As[Store](a.Reads).VerificationParts(ctx, f.County, id, PartFile, "", func(p Part) (bool, error) {
		content = append(content, p.Content...)
		return true, nil
	})
	if err != nil {
		return f, m, nil, nil, err
	}
	err = a.Refusals(ctx, actor, id, func(issue verification.Issue) { issues = append(issues, issue) })
	slices.SortStableFunc(issues, func(x, y verification.Issue) int { return x.Line - y.Line })
	return f, saved.Mapping, content, issues, err
}

// Job is a file's latest job; false when none was ordered.
func (a Acts) Job(ctx context.Context, f File) (casework.Job, bool, error) {
	jobs, err := casework.As[Store](a.Reads).JobsOf(ctx, f.County, JobFile, f.ID)
	if err != nil || len(jobs) == 0 {
		return casework.Job{}, false, err
	}
	return jobs[0], true, nil
}

// SourceStanding is how current a source is.
type SourceStanding struct {
	Source verification.Source
	Mapped bool
	Last   File // the recorded file with the latest as-of day; zero when none is
	Age    int  // days since then
	Stale  bool // older than the edition lets its results be
}

// SourceStandings says of every source whether its files can be read, and how old what it states is.
func (a Acts) SourceStandings(ctx context.Context, actor access.Actor) ([]SourceStanding, error) {
	store, today := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now())
	terms, err := a.Scheme.VerificationTerms(ctx, actor.County, today)
	if err != nil {
		return nil, err
	}
	mappings, err := store.VerificationMappings(ctx, actor.County)
	if err != nil {
		return nil, err
	}
	files, err := store.VerificationFiles(ctx, actor.County, actor.County, filesListed)
	if err != nil {
		return nil, err
	}
	var all []SourceStanding
	for _, source := range verification.Sources() {
		one := SourceStanding{Source: source, Mapped: slices.ContainsFunc(mappings, func(m SavedMapping) bool { return m.Source == source })}
		for _, f := range files {
			if f.Source == source && f.State() == Recorded && f.AsOf.After(one.Last.AsOf) {
				one.Last = f
			}
		}
		if !one.Last.AsOf.IsZero() {
			one.Age = one.Last.AsOf.DaysUntil(today)
			one.Stale = verification.Stale(source, terms.Items, one.Last.AsOf, today)
		}
		all = append(all, one)
	}
	return all, nil
}
