package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"chengxin/internal/wording"
)

// How often the work beside requests is done.
const (
	checkpointEvery = time.Minute
	sweepEvery      = 15 * time.Minute
	shutdownTime    = 20 * time.Second
)

// Serve serves the pages until the context ends, then finishes the requests under way. A county that nobody administers yet
// gets its one-time link printed. Checkpoints and sweeps run beside.
func (a *App) Serve(ctx context.Context, out io.Writer) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", a.Config.Listen, err)
	}
	return a.ServeOn(ctx, listener, out)
}

// ServeOn serves on a listener that is open already.
func (a *App) ServeOn(ctx context.Context, listener net.Listener, out io.Writer) error {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := a.ensureOffice(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	handler, err := a.Handler(ctx, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := a.firstStart(ctx, out); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{
		Handler: handler, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 3 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10,
	}
	beside, stop := context.WithCancel(ctx)
	defer stop()
	var besides sync.WaitGroup
	besides.Go(func() { a.beside(beside, log) })
	besides.Go(func() { a.compareBeside(beside, log) })
	besides.Go(func() { a.workOnJobs(beside, log) })
	ended := make(chan error, 1)
	go func() {
		if a.Config.TLSCert != "" {
			ended <- server.ServeTLS(listener, a.Config.TLSCert, a.Config.TLSKey)
			return
		}
		ended <- server.Serve(listener)
	}()
	_, _ = fmt.Fprintln(out, wording.T(wording.Chinese, "app.serve.at", "address", a.Config.BaseURL))
	select {
	case err = <-ended:
	case <-ctx.Done():
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		err = server.Shutdown(last)
	}
	stop()
	besides.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// beside signs checkpoints and runs the calendar's sweeps until the context ends. What fails is logged and tried again at
// the next turn.
func (a *App) beside(ctx context.Context, log *slog.Logger) {
	checkpoints, sweeps := time.NewTicker(checkpointEvery), time.NewTicker(sweepEvery)
	defer checkpoints.Stop()
	defer sweeps.Stop()
	for {
		work, name := a.checkpointAll, "checkpoint"
		select {
		case <-ctx.Done():
			return
		case <-checkpoints.C:
		case <-sweeps.C:
			work, name = a.sweepAll, "sweep"
		}
		if err := work(ctx); err != nil && ctx.Err() == nil {
			log.Error("work beside requests failed", slog.String("work", name), slog.Any("error", err))
		}
	}
}

// checkpointAll first logs how many tries at signing in were refused, so that the checkpoint covers it.
func (a *App) checkpointAll(ctx context.Context) error {
	if err := a.Acts.People.LogRefusedTries(ctx); err != nil {
		return err
	}
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices {
		if _, err := a.Checkpoint(ctx, office.County); err != nil {
			return err
		}
	}
	return nil
}

// sessionsKept is how long ended sessions stay to be looked at.
const sessionsKept = 30 * 24 * time.Hour

// sweepAll lets exits whose days to revoke are over take effect, brings the worklists to the day, opens clues where decisions in effect
// follow one another, erases imports and sources' files whose
// time is over, and forgets sessions that ended long ago.
func (a *App) sweepAll(ctx context.Context) error {
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices {
		if _, err := a.Acts.Declaration.SweepExits(ctx, office.County); err != nil {
			return err
		}
		if _, err := a.Acts.Imports.EraseStale(ctx, office.County); err != nil {
			return err
		}
		if _, err := a.Acts.Verification.EraseStale(ctx, office.County); err != nil {
			return err
		}
		if err := a.refreshWork(ctx, office.County); err != nil {
			return err
		}
		if _, err := a.Acts.Clues.OpenSuccessive(ctx, office.County); err != nil {
			return err
		}
		if err := a.DB.SweepSessions(ctx, office.County, a.clock().Add(-sessionsKept)); err != nil {
			return err
		}
	}
	return nil
}

// firstStart prints the one-time link of a county that has no account yet.
func (a *App) firstStart(ctx context.Context, out io.Writer) error {
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return err
	}
	for _, office := range offices {
		token, err := a.Acts.People.FirstStart(ctx, office.County)
		if err != nil {
			return err
		}
		if token != "" {
			_, _ = fmt.Fprintln(out, wording.T(wording.Chinese, "app.serve.first", "link", a.Config.BaseURL+"/staff/setup/"+token))
		}
	}
	return nil
}
