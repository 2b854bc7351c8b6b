package declaration

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// JobForms is the long work that numbers and draws a village's forms.
const JobForms = "forms"

// formsAtOnce is how many households a step of the job takes: each is an act of its own, seen in the household's log.
const formsAtOnce = 25

// sheetDigits is how long a sheet's number is: 40 bits by chance, in letters that are not mistaken for each other by hand.
const sheetDigits = 8

// newSheetNumber makes a number such as ABCD-2345.
func newSheetNumber() string {
	text := rand.Text()[:sheetDigits]
	return text[:sheetDigits/2] + "-" + text[sheetDigits/2:]
}

func checkForms(forms []Form) error {
	if len(forms) == 0 || slices.ContainsFunc(forms, func(f Form) bool { return !slices.Contains(Forms(), f) }) {
		return fault.Field("forms", "declaration.forms.choose")
	}
	return nil
}

// PrintForms numbers blank forms for a household and keeps that they were printed; what is drawn of them is the caller's.
func (a Acts) PrintForms(ctx context.Context, actor access.Actor, at At, forms []Form) ([]PaperSheet, error) {
	return a.printForms(ctx, actor, at, forms, "")
}

func (a Acts) printForms(ctx context.Context, actor access.Actor, at At, forms []Form, run string) ([]PaperSheet, error) {
	if err := checkForms(forms); err != nil {
		return nil, err
	}
	act := casework.Act{Kind: "FormsPrinted", Permission: access.DeclarationEnter, County: at.County, Household: at.Household, Key: at.Key, Content: forms}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) ([]PaperSheet, error) {
		if actor.Kind == access.Resident {
			return nil, fault.New(fault.Forbidden, "fault.forbidden")
		}
		terms, err := a.Scheme.DeclarationTerms(ctx, at.County, work.Today)
		if err != nil {
			return nil, err
		}
		store := casework.As[SheetStore](work.Tx)
		var sheets []PaperSheet
		for _, form := range Forms() {
			if !slices.Contains(forms, form) {
				continue
			}
			sheet := PaperSheet{
				ID: a.NewID(), Household: at.Household, Number: newSheetNumber(), Form: form, Edition: terms.Edition, Run: run,
				PrintedAt: work.Now, PrintedBy: actor.ID,
			}
			if err := store.AddPaperSheet(ctx, at.County, sheet); err != nil {
				return nil, err
			}
			sheets = append(sheets, sheet)
		}
		work.Note("sheets", strconv.Itoa(len(sheets)))
		return sheets, nil
	})
}

// FindSheet finds a printed form by its id or number, for whoever may enter it: where the entry of the QR picture leads. It
// refuses officers of other places without telling whose sheet it is.
func (a Acts) FindSheet(ctx context.Context, actor access.Actor, idOrNumber string) (PaperSheet, error) {
	sheet, err := casework.As[SheetStore](a.Reads).PaperSheet(ctx, actor.County, strings.TrimSpace(idOrNumber))
	if err != nil {
		return PaperSheet{}, err
	}
	row, err := a.Reads.Household(ctx, actor.County, sheet.Household)
	if err != nil {
		return PaperSheet{}, err
	}
	if actor.Kind == access.Resident || !actor.May(access.DeclarationEnter, row.Region) {
		return PaperSheet{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return sheet, nil
}

// OrderForms orders a village's forms in one file: a job numbers and draws them.
func (a Acts) OrderForms(ctx context.Context, actor access.Actor, county, place region.Code, forms []Form, key string) (FormRun, error) {
	if err := checkForms(forms); err != nil {
		return FormRun{}, err
	}
	if place == "" || !actor.May(access.DeclarationEnter, place) {
		return FormRun{}, fault.Field("place", "declaration.forms.place")
	}
	act := casework.Act{Kind: "FormRunOrdered", Permission: access.DeclarationEnter, County: county, Region: place, Key: key, Content: [2]any{place, forms}}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (FormRun, error) {
		store := casework.As[SheetStore](work.Tx)
		run := FormRun{ID: a.NewID(), County: county, Region: place, Forms: forms, AskedAt: work.Now, AskedBy: actor.ID}
		var err error
		if run.Households, err = store.CountPlace(ctx, county, place); err != nil {
			return run, err
		}
		if run.Households == 0 {
			return run, fault.Field("place", "declaration.forms.nobody")
		}
		if err := store.AddFormRun(ctx, run); err != nil {
			return run, err
		}
		work.Note("run", run.ID)
		work.Note("households", strconv.FormatInt(run.Households, 10))
		return run, store.AddJob(ctx, casework.Job{
			ID: a.NewID(), County: county, Kind: JobForms, Subject: run.ID, Officer: actor.ID, Total: run.Households + 1, AskedAt: work.Now,
		})
	})
}

// Drawer draws sheets into one PDF, in their order.
type Drawer func(ctx context.Context, county region.Code, sheets []PaperSheet) ([]byte, error)

// StepForms does the next part of a village's forms: it numbers the sheets of some households, each in an act, and when all
// are numbered it draws the file. It may be stopped between any two households, and goes on from there.
func (a Acts) StepForms(ctx context.Context, actor access.Actor, county region.Code, id string, draw Drawer) (done, total int64, more bool, err error) {
	store := casework.As[SheetStore](a.Reads)
	run, err := store.FormRun(ctx, county, id)
	if err != nil {
		return 0, 0, false, err
	}
	total = run.Households + 1
	numbered := run.Sheets / int64(len(run.Forms))
	rows, err := store.HouseholdsAfter(ctx, county, run.Region, run.Reached, formsAtOnce)
	if err != nil {
		return numbered, total, false, err
	}
	if len(rows) > 0 {
		made, err := a.numberForms(ctx, actor, run, rows)
		if err != nil {
			return numbered, total, false, err
		}
		run.Reached, run.Sheets = rows[len(rows)-1].Number, run.Sheets+made
		numbered = run.Sheets / int64(len(run.Forms))
		return numbered, total, true, a.keepRun(ctx, actor, run)
	}
	sheets, err := store.PaperSheetsOf(ctx, county, run.ID)
	if err != nil {
		return numbered, total, false, err
	}
	pdf, err := draw(ctx, county, sheets)
	if err != nil {
		return numbered, total, false, err
	}
	if run.File, err = a.Scans.KeepPrint(ctx, county, pdf); err != nil {
		return numbered, total, false, err
	}
	run.ReadyAt = a.Runner.Now()
	return total, total, false, a.keepRun(ctx, actor, run)
}

// numberForms numbers the sheets of some households, each in an act, side by side: acts at once share their durable writes.
func (a Acts) numberForms(ctx context.Context, actor access.Actor, run FormRun, rows []casework.HouseholdRow) (int64, error) {
	var made atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for _, row := range rows {
		group.Go(func() error {
			// The key makes a household's sheets once, also when the program died before it noted how far it was.
			at := At{County: run.County, Household: row.ID, Key: "forms-" + run.ID + "-" + row.ID}
			sheets, err := a.printForms(ctx, actor, at, run.Forms, run.ID)
			if fault.KindOf(err) == fault.Forbidden {
				return nil // a relative of this officer: the household's own forms are another's to print
			}
			made.Add(int64(len(sheets)))
			return err
		})
	}
	err := group.Wait()
	return made.Load(), err
}

func (a Acts) keepRun(ctx context.Context, actor access.Actor, run FormRun) error {
	act := casework.Act{Kind: "FormRunStepped", Permission: access.DeclarationEnter, County: run.County, Region: run.Region}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		work.Note("run", run.ID)
		work.Note("sheets", strconv.FormatInt(run.Sheets, 10))
		return run.ID, casework.As[SheetStore](work.Tx).KeepFormRun(ctx, run)
	})
	return err
}

// FetchForms gives a village's file to the officer who ordered it, once: it is not kept after that.
func (a Acts) FetchForms(ctx context.Context, actor access.Actor, county region.Code, id string) ([]byte, FormRun, error) {
	run, err := a.FormRun(ctx, actor, county, id)
	switch {
	case err != nil:
		return nil, run, err
	case !run.FetchedAt.IsZero():
		return nil, run, fault.New(fault.Conflict, "declaration.forms.fetched")
	case run.ReadyAt.IsZero():
		return nil, run, fault.New(fault.Conflict, "declaration.forms.not_ready")
	}
	pdf, err := a.Scans.Open(ctx, county, run.File)
	if err != nil {
		return nil, run, err
	}
	act := casework.Act{Kind: "FormRunFetched", Permission: access.DeclarationEnter, County: county, Region: run.Region}
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[SheetStore](work.Tx)
		fresh, err := store.FormRun(ctx, county, id)
		if err != nil {
			return "", err
		}
		if !fresh.FetchedAt.IsZero() {
			return "", fault.New(fault.Conflict, "declaration.forms.fetched")
		}
		fresh.FetchedAt = work.Now
		work.Note("run", id)
		return id, store.KeepFormRun(ctx, fresh)
	})
	if err != nil {
		return nil, run, err
	}
	return pdf, run, a.Scans.Drop(ctx, county, pledge.Scan{Hash: run.File.Hash})
}

// FormRun reads a run for the officer who ordered it. NotFound for anybody else.
func (a Acts) FormRun(ctx context.Context, actor access.Actor, county region.Code, id string) (FormRun, error) {
	run, err := casework.As[SheetStore](a.Reads).FormRun(ctx, county, id)
	if err == nil && (run.AskedBy != actor.ID || !actor.May(access.DeclarationEnter, run.Region)) {
		return FormRun{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return run, err
}

// FormRuns lists what the officer has ordered, the latest first.
func (a Acts) FormRuns(ctx context.Context, actor access.Actor) ([]FormRun, error) {
	if actor.Kind == access.Resident || !actor.MayAnywhere(access.DeclarationEnter) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return casework.As[SheetStore](a.Reads).FormRuns(ctx, actor.County, actor.ID, 20)
}

// FormJob is the work behind a run; false when it was never ordered.
func (a Acts) FormJob(ctx context.Context, run FormRun) (casework.Job, bool, error) {
	jobs, err := casework.As[SheetStore](a.Reads).JobsOf(ctx, run.County, JobForms, run.ID)
	if err != nil || len(jobs) == 0 {
		return casework.Job{}, false, err
	}
	return jobs[0], true, nil
}
