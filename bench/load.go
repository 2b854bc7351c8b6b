package main

import (
	"context"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// result is one round of load.
type result struct {
	perSecond float64
	p50, p99  time.Duration
}

// load lets so many clients ask one after another until the round is over. Every answer must mean that its record was kept.
func load(ctx context.Context, t target, url string, clients int, lasts time.Duration) (result, error) {
	transport := &http.Transport{MaxIdleConns: clients, MaxIdleConnsPerHost: clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{
		Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		together sync.WaitGroup
		lock     sync.Mutex
		took     []time.Duration
		failure  error
	)
	began := time.Now()
	until := began.Add(lasts)
	for number := range clients {
		together.Go(func() {
			mine, err := ask(ctx, client, t, url, number, until)
			lock.Lock()
			defer lock.Unlock()
			took = append(took, mine...)
			if err != nil && failure == nil {
				failure = err
				cancel()
			}
		})
	}
	together.Wait()
	if failure != nil {
		return result{}, failure
	}
	elapsed := time.Since(began)
	slices.Sort(took)
	return result{float64(len(took)) / elapsed.Seconds(), quantile(took, 0.50), quantile(took, 0.99)}, nil
}

func ask(ctx context.Context, client *http.Client, t target, url string, number int, until time.Time) ([]time.Duration, error) {
	var took []time.Duration
	for time.Now().Before(until) {
		request, err := t.request(ctx, url, number)
		if err != nil {
			return took, err
		}
		sent := time.Now()
		answer, err := client.Do(request)
		if err != nil {
			return took, err
		}
		err = t.kept(answer)
		_, _ = io.Copy(io.Discard, answer.Body) // the rest, so that the connection can be used again
		_ = answer.Body.Close()
		if err != nil {
			return took, err
		}
		took = append(took, time.Since(sent))
	}
	return took, nil
}

// quantile is the value below which the share of the sorted values lies, 0 for none.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
