package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/casework/register"
	verificationsteps "chengxin/internal/casework/verification"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// How often open jobs are looked for, and how long a job stays ours after each step: a process that died gives its jobs up
// by not renewing.
const (
	jobsEvery = time.Second
	jobLease  = 30 * time.Second
)

// step does the next bounded part of a job; done and total say how far it is, more whether anything is left.
type step func(ctx context.Context, job casework.Job) (done, total int64, more bool, err error)

// steps are the kinds of long work. Each step is an act of its own in the name of whoever ordered the job.
func (a *App) steps() map[string]step {
	return map[string]step{register.JobRegister: a.stepImport, register.JobTakeBack: a.stepImport, declarationsteps.JobForms: a.stepForms, verificationsteps.JobFile: a.stepVerification}
}

// workOnJobs does open jobs until the context ends.
func (a *App) workOnJobs(ctx context.Context, log *slog.Logger) {
	holder := rand.Text()
	ticks := time.NewTicker(jobsEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		offices, err := a.DB.Read().Offices(ctx)
		for _, office := range offices {
			if err == nil {
				err = a.RunJobs(ctx, office.County, holder)
			}
		}
		if err != nil && ctx.Err() == nil {
			log.Error("work beside requests failed", slog.String("work", "jobs"), slog.Any("error", err))
		}
	}
}

// RunJobs does a county's open jobs, one after another, until none is left that is free. What fails is kept with the job,
// tried again a few times, and then waits for a person; it stops no other job.
func (a *App) RunJobs(ctx context.Context, county region.Code, holder string) error {
	var failed error
	for ctx.Err() == nil {
		now := a.clock()
		job, found, err := a.DB.LeaseJob(ctx, county, holder, now, now.Add(jobLease))
		if fault.KindOf(err) == fault.Conflict && err != nil {
			return failed // others take jobs at this moment: the next turn comes
		}
		if err != nil || !found {
			return errors.Join(failed, err)
		}
		failed = errors.Join(failed, a.runJob(ctx, job, holder))
	}
	return failed
}

func (a *App) runJob(ctx context.Context, job casework.Job, holder string) error {
	do, known := a.steps()[job.Kind]
	if !known {
		do = func(context.Context, casework.Job) (int64, int64, bool, error) {
			return job.Done, job.Total, false, fault.New(fault.Internal, "fault.internal")
		}
	}
	for {
		done, total, more, err := do(ctx, job)
		now := a.clock()
		if ctx.Err() != nil { // the next start goes on at once; after a crash, when the lease has run out
			return a.DB.KeepJob(context.WithoutCancel(ctx), job, holder, now, now)
		}
		if err != nil {
			job.Tries++
			job.Failure = failureWords(err)
			// The lease stays for a while: the next try comes after a pause that grows.
			return errors.Join(err, a.DB.KeepJob(ctx, job, holder, now, now.Add(time.Duration(job.Tries*job.Tries)*time.Second)))
		}
		job.Done, job.Total, job.Tries, job.Failure = done, total, 0, ""
		if !more {
			job.State = casework.JobDone
		}
		if err := a.DB.KeepJob(ctx, job, holder, now, now.Add(jobLease)); err != nil {
			return err // another process holds it now
		}
		if !more {
			return nil
		}
	}
}

// failureWords are what people read of a failure: a refusal in its own words, nothing of a cause.
func failureWords(err error) string {
	var refused *fault.Error
	if errors.As(err, &refused) {
		return refused.Message(wording.Chinese)
	}
	return wording.T(wording.Chinese, "fault.internal")
}

// stepImport registers or takes back the next households of an import.
func (a *App) stepImport(ctx context.Context, job casework.Job) (done, total int64, more bool, err error) {
	actor, err := a.Acts.People.ActingAs(ctx, job.County, job.Officer)
	if err != nil {
		return job.Done, job.Total, false, err
	}
	do := a.Acts.Imports.StepImport
	if job.Kind == register.JobTakeBack {
		do = a.Acts.Imports.StepUndo
	}
	parts, err := do(ctx, actor, job.County, job.Subject)
	if err != nil {
		return job.Done, job.Total, false, err
	}
	return job.Done + parts, max(job.Total, job.Done+parts), parts > 0, nil
}

// stepVerification records the next households of a source's file.
func (a *App) stepVerification(ctx context.Context, job casework.Job) (done, total int64, more bool, err error) {
	actor, err := a.Acts.People.ActingAs(ctx, job.County, job.Officer)
	if err != nil {
		return job.Done, job.Total, false, err
	}
	more, err = a.Acts.Verification.StepFile(ctx, actor, job.County, job.Subject)
	if err != nil || !more {
		return job.Done, job.Total, false, err
	}
	return job.Done + 1, max(job.Total, job.Done+1), true, nil
}
