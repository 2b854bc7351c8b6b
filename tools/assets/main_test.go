package main

import (
	"bytes"
	"slices"
	"testing"

	"github.com/klauspost/compress/gzip"
)

func packed(t *testing.T, text string, level int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, level)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.Bytes()
}

func TestOnlyChangedContentIsStale(t *testing.T) {
	before := map[string][]byte{
		"same.css": []byte("a"), "changed.css": []byte("a"), "gone.css": []byte("a"),
		"repacked.gz": packed(t, "aaaaaaaaaaaaaaaa", 1), "changed.gz": packed(t, "a", 9),
	}
	after := map[string][]byte{
		"same.css": []byte("a"), "changed.css": []byte("b"), "new.css": []byte("a"),
		"repacked.gz": packed(t, "aaaaaaaaaaaaaaaa", 9), "changed.gz": packed(t, "b", 9),
	}
	got := differences(before, after)
	if want := []string{"changed.css", "changed.gz", "gone.css", "new.css"}; !slices.Equal(got, want) {
		t.Errorf("stale: %v, want %v", got, want)
	}
}
