// Command bench measures the product beside its peer, PocketBase as shipped, and writes the table of docs/benchmarks.md:
//
//	cd bench && go run . -out ../docs/benchmarks.md
//
// Timings on a shared machine drift, so only a ratio measured in the same run counts: both servers run at once, the rounds
// alternate between them, and a figure is the median of its rounds. Every request loop is bounded in time and speaks to
// loopback only.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	var o options
	clients := flag.String("clients", "1,16,64", "numbers of clients, with commas")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of each measurement; the median counts")
	flag.DurationVar(&o.round, "round", 800*time.Millisecond, "how long a round lasts")
	flag.StringVar(&o.target, "target", "targets/chengxin.json", "the product's description, or none to measure the peer alone")
	flag.StringVar(&o.out, "out", "", "Markdown file to write; empty prints it")
	flag.Parse()
	for _, text := range strings.Split(*clients, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1024 {
			fmt.Fprintf(os.Stderr, "bench: -clients: %q is no number from 1 to 1024\n", text)
			os.Exit(2)
		}
		o.clients = append(o.clients, n)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	clients     []int
	rounds      int
	round       time.Duration
	target, out string
}

func run(ctx context.Context, o options) error {
	work, err := os.MkdirTemp("", "chengxin-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()

	peer, err := newPocketBase(ctx, work)
	if err != nil {
		return fmt.Errorf("pocketbase: %w", err)
	}
	contestants := []target{peer}
	if o.target != "none" {
		product, err := newProduct(ctx, work, o.target)
		if err != nil {
			return fmt.Errorf("%s: %w", o.target, err)
		}
		contestants = append(contestants, product)
	}
	measured, err := measure(ctx, contestants, o)
	if err != nil {
		return err
	}
	text := report(measured, o)
	if o.out == "" {
		fmt.Print(text)
		return nil
	}
	return os.WriteFile(o.out, []byte(text), 0o644)
}

// measure runs every workload on every contestant, round by round in turn.
func measure(ctx context.Context, contestants []target, o options) ([]*figures, error) {
	all := make([]*figures, len(contestants))
	running := make([]*server, len(contestants))
	defer func() {
		for _, s := range running {
			if s != nil {
				s.stop()
			}
		}
	}()
	for i, c := range contestants {
		all[i] = &figures{name: c.name(), version: c.version(), binary: c.binarySize(), load: map[int]*loadFigures{}}
	}

	// W4: the start on an existing database; the last start stays for the load.
	for round := range o.rounds {
		for i, c := range contestants {
			s, took, err := startTimed(ctx, c)
			if err != nil {
				return nil, err
			}
			all[i].firstAnswer = append(all[i].firstAnswer, took)
			if round < o.rounds-1 {
				s.stop()
				continue
			}
			running[i] = s
		}
	}
	if err := pause(ctx, 2*time.Second); err != nil {
		return nil, err
	}
	for i := range contestants {
		all[i].idle = running[i].memory()
	}

	// W2: a record kept durably, at each number of clients.
	for i, c := range contestants {
		if err := c.prepare(ctx, running[i].url); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name(), err)
		}
	}
	for _, clients := range o.clients {
		for round := range o.rounds {
			for turn := range contestants {
				i := (turn + round) % len(contestants) // who goes first alternates
				result, err := load(ctx, contestants[i], running[i].url, clients, o.round)
				if err != nil {
					return nil, fmt.Errorf("%s at %d clients: %w", contestants[i].name(), clients, err)
				}
				all[i].add(clients, result)
				fmt.Fprintf(os.Stderr, "%-12s %3d clients, round %d: %6.0f/s, p50 %v, p99 %v\n", contestants[i].name(), clients, round+1,
					result.perSecond, result.p50.Round(time.Microsecond), result.p99.Round(time.Microsecond))
			}
		}
	}
	for i := range contestants {
		all[i].loaded = running[i].memory()
	}
	return all, nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
