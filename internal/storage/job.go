package storage

import (
	"context"
	"database/sql"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/region"
)

// jobTries is after how many failures in a row a job is given up until a person orders it again.
const jobTries = 5

// AddJob orders long work, within the act that wants it.
func (tx *Tx) AddJob(ctx context.Context, job casework.Job) error {
	_, err := tx.q.ExecContext(ctx, `INSERT INTO job (county, id, kind, subject, officer, state, done, total, tries, failure, holder, leased_until, asked_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0, '', '', 0, $8, 0)`,
		string(job.County), job.ID, job.Kind, job.Subject, job.Officer, string(casework.JobOpen), job.Total, micros(job.AskedAt))
	return err
}

const jobColumns = `id, kind, subject, officer, state, done, total, tries, failure, asked_at`

func scanJob(rows interface{ Scan(...any) error }, county region.Code) (casework.Job, error) {
	job := casework.Job{County: county}
	var asked int64
	err := rows.Scan(&job.ID, &job.Kind, &job.Subject, &job.Officer, &job.State, &job.Done, &job.Total, &job.Tries, &job.Failure, &asked)
	job.AskedAt = moment(asked)
	return job, err
}

// JobsOf reads the jobs about one subject, the latest first.
func (tx *Tx) JobsOf(ctx context.Context, county region.Code, kind, subject string) ([]casework.Job, error) {
	var all []casework.Job
	err := tx.each(ctx, `SELECT `+jobColumns+` FROM job WHERE county = $1 AND kind = $2 AND subject = $3 ORDER BY asked_at DESC, id DESC`,
		[]any{string(county), kind, subject}, func(rows *sql.Rows) error {
			job, err := scanJob(rows, county)
			all = append(all, job)
			return err
		})
	return all, err
}

// LeaseJob takes the oldest open job of a county that nobody holds, until a moment; false when there is none.
func (db *DB) LeaseJob(ctx context.Context, county region.Code, holder string, now, until time.Time) (job casework.Job, found bool, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		found = false
		var free []casework.Job
		err := tx.each(ctx, `SELECT `+jobColumns+` FROM job WHERE county = $1 AND state = $2 AND leased_until <= $3 ORDER BY asked_at, id LIMIT 1`,
			[]any{string(county), string(casework.JobOpen), micros(now)}, func(rows *sql.Rows) error {
				one, err := scanJob(rows, county)
				free = append(free, one)
				return err
			})
		if err != nil || len(free) == 0 {
			return err
		}
		job, found = free[0], true
		return tx.exactlyOne(ctx, `UPDATE job SET holder = $3, leased_until = $4 WHERE county = $1 AND id = $2 AND leased_until <= $5`,
			string(county), job.ID, holder, micros(until), micros(now))
	})
	return job, found && err == nil, err
}

// KeepJob keeps how far a held job is and prolongs its lease. Conflict when another holder has taken it over.
func (db *DB) KeepJob(ctx context.Context, job casework.Job, holder string, now, until time.Time) error {
	if job.Tries >= jobTries {
		job.State = casework.JobFailed
	}
	ended := int64(0)
	if job.State != casework.JobOpen {
		ended, until = micros(now), now
	}
	return db.Write(ctx, func(tx *Tx) error {
		return tx.exactlyOne(ctx, `UPDATE job SET state = $4, done = $5, total = $6, tries = $7, failure = $8, leased_until = $9, ended_at = $10
			WHERE county = $1 AND id = $2 AND holder = $3`,
			string(job.County), job.ID, holder, string(job.State), job.Done, job.Total, job.Tries, job.Failure, micros(until), ended)
	})
}
