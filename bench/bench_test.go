package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestMedianAndQuantile(t *testing.T) {
	if got := median([]int{9, 1, 5}); got != 5 {
		t.Errorf("median %d", got)
	}
	sorted := []time.Duration{1, 2, 3, 4}
	for share, want := range map[float64]time.Duration{0.50: 3, 0.99: 4} {
		if got := quantile(sorted, share); got != want {
			t.Errorf("quantile %v is %d, want %d", share, got, want)
		}
	}
	if quantile(nil, 0.5) != 0 {
		t.Error("a quantile of nothing is not 0")
	}
}

func TestTheReportDividesByThePeer(t *testing.T) {
	peer := &figures{name: "peer", load: map[int]*loadFigures{}}
	ours := &figures{name: "ours", load: map[int]*loadFigures{}}
	for range 3 {
		peer.add(16, result{100, 10 * time.Millisecond, 40 * time.Millisecond})
		ours.add(16, result{500, 2 * time.Millisecond, 10 * time.Millisecond})
	}
	text := report([]*figures{peer, ours}, options{clients: []int{16}, rounds: 3, round: time.Second})
	if want := "| 16 | ours | 500 | 2.00 ms | 10.00 ms | 5.00 | 0.25 |"; !strings.Contains(text, want) {
		t.Errorf("no line %q in\n%s", want, text)
	}
}

func TestARecordIsAboutThreeKilobytes(t *testing.T) {
	raw, err := json.Marshal(declarationLines())
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) < 2700 || len(raw) > 3500 {
		t.Errorf("%d bytes", len(raw))
	}
}
