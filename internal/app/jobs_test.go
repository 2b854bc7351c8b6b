package app

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/casework"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

func TestAnOrderlyStopLeavesItsWorkToTheNextStart(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	a, err := Open(t.Context(), Config{Dir: filepath.Join(t.TempDir(), "data")}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	county := region.Code("640422")
	err = a.DB.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.AddJob(t.Context(), casework.Job{ID: "job", County: county, Kind: declarationsteps.JobForms, Subject: "run", Officer: "one", Total: 9, AskedAt: now})
	})
	if err != nil {
		t.Fatal(err)
	}
	job, found, err := a.DB.LeaseJob(t.Context(), county, "this", now, now.Add(jobLease))
	if err != nil || !found {
		t.Fatalf("no job: %v", err)
	}
	if _, found, err := a.DB.LeaseJob(t.Context(), county, "next", now, now.Add(jobLease)); found || err != nil {
		t.Fatalf("work that somebody does is taken by another: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := a.runJob(stopped, job, "this"); err != nil {
		t.Fatal(err)
	}
	again, found, err := a.DB.LeaseJob(t.Context(), county, "next", now, now.Add(jobLease))
	if err != nil || !found || again.Tries != 0 || again.State != casework.JobOpen {
		t.Errorf("the next start waits for the lease of the one before, or counts the stop as a failure: %+v %v %v", again, found, err)
	}
}
