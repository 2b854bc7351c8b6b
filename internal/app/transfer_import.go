package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/register"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Import is what `chengxin import` is asked for: a file of a place, brought by a named officer.
type Import struct {
	File     string
	Place    region.Code
	Officer  string // login name
	Check    bool   // only look: nothing is registered, nothing is kept
	Good     bool   // register the households without problems, although others have some
	Marked   string // where the file goes with its problems marked; empty for nowhere
	Language wording.Language
}

// mostTold is how many problems of a file are printed; the marked file holds all.
const mostTold = 1000

// ImportRegister registers a table of households as the desk does: it is read whole, checked, kept, and registered in bounded
// steps. Problems are printed as FILE:LINE: column: what to do. Without Good, one problem keeps everything off the register.
// It refuses (Invalid) a file with problems, after saying them.
func (a *App) ImportRegister(ctx context.Context, asked Import, people io.Writer) error {
	county := asked.Place.County()
	actor, err := a.officerByLogin(ctx, county, asked.Officer)
	if err != nil {
		return err
	}
	content, err := readTable(asked.File)
	if err != nil {
		return err
	}
	table, err := exchange.ReadRegister(content, exchange.TableLimits)
	if err != nil {
		return inFile(asked.File, err)
	}
	id, err := a.Acts.Imports.StageImport(ctx, actor, register.Upload{
		Key: rand.Text(), Region: asked.Place, Name: filepath.Base(asked.File), Content: content, Form: table.Form, Rows: table.Rows, Channel: fromTheCommandLine,
	})
	if err != nil {
		return inFile(asked.File, err)
	}
	staged, err := a.tellProblems(ctx, actor, asked, id, people)
	if err != nil {
		return err
	}
	if asked.Marked != "" {
		if err := a.giveBack(ctx, actor, asked, id); err != nil {
			return err
		}
	}
	if asked.Check || staged.Bad() > 0 && !asked.Good || staged.Good == 0 {
		if err := a.Acts.Imports.DiscardImport(ctx, actor, county, id, rand.Text()); err != nil {
			return err
		}
		if staged.Bad() > 0 {
			return fault.New(fault.Invalid, "transfer.not_registered", "bad", staged.Bad(), "file", asked.File)
		}
		say(people, asked.Language, "transfer.checked")
		return nil
	}
	if err := a.Acts.Imports.OrderImport(ctx, actor, county, id, rand.Text(), staged.Bad() == 0); err != nil {
		return err
	}
	return a.finishImport(ctx, actor, asked, id, people)
}

// tellProblems prints what was found in a file.
func (a *App) tellProblems(ctx context.Context, actor access.Actor, asked Import, id string, people io.Writer) (register.Import, error) {
	staged, err := a.Acts.Imports.Look(ctx, actor, asked.Place.County(), id)
	if err != nil {
		return staged, err
	}
	issues, total, err := a.Acts.Imports.Preview(ctx, actor, asked.Place.County(), id, mostTold)
	if err != nil {
		return staged, err
	}
	for _, issue := range issues {
		key := "transfer.problem"
		if issue.Doubt {
			key = "transfer.doubt"
		}
		_, _ = fmt.Fprintf(people, "%s:%d: %s\n", asked.File, issue.Line, wording.T(asked.Language, key, "column", issue.At.Label(asked.Language), "problem", issue.Message(asked.Language)))
	}
	if total > len(issues) {
		say(people, asked.Language, "transfer.more_problems", "count", total-len(issues))
	}
	say(people, asked.Language, "transfer.read", "rows", staged.Rows, "households", staged.Households, "good", staged.Good, "bad", staged.Bad())
	return staged, nil
}

func (a *App) giveBack(ctx context.Context, actor access.Actor, asked Import, id string) error {
	opened, err := a.Acts.Imports.OpenImport(ctx, actor, asked.Place.County(), id, "marked")
	if err != nil {
		return err
	}
	marked, err := exchange.MarkRegister(opened.Content, exchange.MarksOf(opened.Groups), exchange.TableLimits)
	if err != nil {
		return err
	}
	return writeNew(asked.Marked, marked)
}

// finishImport works on the ordered job, or waits for the server that has it, and says what became of it.
func (a *App) finishImport(ctx context.Context, actor access.Actor, asked Import, id string, people io.Writer) error {
	county := asked.Place.County()
	for {
		// What fails is kept with the job, with its reason; it is told below.
		_ = a.RunJobs(ctx, county, rand.Text())
		now, err := a.Acts.Imports.Look(ctx, actor, county, id)
		if err != nil {
			return err
		}
		if !now.Underway() {
			say(people, asked.Language, "transfer.registered", "households", now.Tally.Registered, "place", region.FullName(asked.Place))
			if now.Tally.Failed > 0 {
				return fault.New(fault.Invalid, "transfer.some_failed", "count", now.Tally.Failed)
			}
			return nil
		}
		job, found, err := a.Acts.Imports.Job(ctx, now)
		if err != nil {
			return err
		}
		if found && job.State == casework.JobFailed {
			return fault.New(fault.Unavailable, "transfer.job_failed", "why", job.Failure)
		}
		select {
		case <-ctx.Done():
			return fault.New(fault.Unavailable, "transfer.goes_on").Because(ctx.Err())
		case <-time.After(time.Second):
		}
	}
}

// readTable reads a file that may be a table; a larger one is refused before it is read.
func readTable(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, "transfer.no_file", "file", path).Because(err)
	}
	if info.Size() > exchange.TableLimits.Bytes {
		return nil, inFile(path, fault.Field("file", "sheet.large", "megabytes", exchange.TableLimits.Bytes>>20))
	}
	content, err := os.ReadFile(path) // #nosec G304 -- the operator names the file
	if err != nil {
		return nil, fault.New(fault.NotFound, "transfer.no_file", "file", path).Because(err)
	}
	return content, nil
}

// inFile puts the file, and the line where one is known, before a refusal.
func inFile(path string, err error) error {
	var refused *fault.Error
	if !errors.As(err, &refused) || refused.Kind == fault.Internal {
		return err
	}
	at := path
	for i := 0; i+1 < len(refused.Pairs); i += 2 {
		if refused.Pairs[i] == "line" {
			at = fmt.Sprintf("%s:%v", path, refused.Pairs[i+1])
		}
	}
	return fault.New(refused.Kind, "transfer.in_file", "at", at, "what", refused.Message(wording.Chinese)).Because(err)
}
