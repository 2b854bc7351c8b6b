package main

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// figures are everything measured of one contestant, round by round.
type figures struct {
	name, version        string
	binary, idle, loaded int64 // bytes
	firstAnswer          []time.Duration
	load                 map[int]*loadFigures // by number of clients
}

type loadFigures struct {
	perSecond []float64
	p50, p99  []time.Duration
}

func (f *figures) add(clients int, r result) {
	kept := f.load[clients]
	if kept == nil {
		kept = &loadFigures{}
		f.load[clients] = kept
	}
	kept.perSecond = append(kept.perSecond, r.perSecond)
	kept.p50 = append(kept.p50, r.p50)
	kept.p99 = append(kept.p99, r.p99)
}

// report writes the tables. The first contestant is the peer that the others are divided by.
func report(all []*figures, o options) string {
	var b strings.Builder
	fmt.Fprintln(&b, "# Benchmarks")
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, "Written by `make bench`; do not edit. Timings drift on shared machines: only the ratios count, measured in the same run,")
	fmt.Fprintf(&b, "medians of %d rounds of %v that alternate between the contestants. Go %s, %s/%s, %d cores.\n",
		o.rounds, o.round, strings.TrimPrefix(runtime.Version(), "go"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	fmt.Fprintln(&b)
	for _, f := range all {
		fmt.Fprintf(&b, "- %s %s\n", f.name, f.version)
	}
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, "The peer runs with its default settings, which acknowledge a record before it is certain to survive a power failure")
	fmt.Fprintln(&b, "(WAL, synchronous=NORMAL); ours answers after a durable commit (FULL) with its entry in the log.")
	fmt.Fprintln(&b)
	writeLoad(&b, all, o.clients)
	writeFootprint(&b, all)
	return b.String()
}

func writeLoad(b *strings.Builder, all []*figures, clients []int) {
	fmt.Fprintln(b, "## W2. Declarations submitted (about 3 KB, over HTTP, by signed-in people)")
	fmt.Fprintln(b)
	fmt.Fprintln(b, "| clients | | requests/s | p50 | p99 | requests/s ÷ peer | p99 ÷ peer |")
	fmt.Fprintln(b, "| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
	for _, n := range clients {
		peer := all[0].load[n]
		for i, f := range all {
			mine := f.load[n]
			rate, slow := "1", "1"
			if i > 0 {
				rate = ratio(median(mine.perSecond), median(peer.perSecond))
				slow = ratio(float64(median(mine.p99)), float64(median(peer.p99)))
			}
			fmt.Fprintf(b, "| %d | %s | %.0f | %s | %s | %s | %s |\n", n, f.name, median(mine.perSecond), milliseconds(median(mine.p50)), milliseconds(median(mine.p99)), rate, slow)
		}
	}
	fmt.Fprintln(b)
}

func writeFootprint(b *strings.Builder, all []*figures) {
	fmt.Fprintln(b, "## W4. Footprint")
	fmt.Fprintln(b)
	fmt.Fprintln(b, "| | start to first answer, existing database | idle memory | memory after the load | binary |")
	fmt.Fprintln(b, "| --- | ---: | ---: | ---: | ---: |")
	for _, f := range all {
		fmt.Fprintf(b, "| %s | %s | %.1f MiB | %.1f MiB | %.1f MB |\n", f.name, milliseconds(median(f.firstAnswer)),
			float64(f.idle)/(1<<20), float64(f.loaded)/(1<<20), float64(f.binary)/1e6)
	}
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}

func ratio(mine, peer float64) string {
	if peer == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", mine/peer)
}

// median is the middle value, the lower of two; the zero value for none.
func median[T cmp.Ordered](values []T) T {
	if len(values) == 0 {
		var none T
		return none
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}
