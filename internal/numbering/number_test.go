package numbering

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestANumberIsWrittenOneWayAndReadAsTyped(t *testing.T) {
	number := Number{CodeWord: "\u5409\u6c11\u8bda", Series: "notice", Year: 2026, Seq: 12}
	if got := number.String(); got != "\u5409\u6c11\u8bda\u544a\u30142026\u301512\u53f7" {
		t.Errorf("got %s", got)
	}
	for _, typed := range []string{number.String(), "\u5409\u6c11\u8bda\u544a[2026]12\u53f7", "\u5409\u6c11\u8bda\u544a(2026)12", "\u5409\u6c11\u8bda\u544a\uff082026\uff0912\u53f7"} {
		if _, year, seq, err := Parse(typed); err != nil || year != 2026 || seq != 12 {
			t.Errorf("%s: %d %d %v", typed, year, seq, err)
		}
	}
}

func TestGapsAreFound(t *testing.T) {
	for _, c := range []struct {
		given []int64
		gaps  []Gap
	}{
		{nil, nil},
		{[]int64{1, 2, 3}, nil},
		{[]int64{3, 1}, []Gap{{2, 2}}},
		{[]int64{4, 5, 9}, []Gap{{1, 3}, {6, 8}}},
	} {
		if got := Gaps(c.given); !slices.Equal(got, c.gaps) {
			t.Errorf("%v: %v", c.given, got)
		}
	}
}

func TestEveryNumberIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := Number{CodeWord: "\u5409\u6c11", Series: "receipt", Year: rapid.IntRange(2000, 2999).Draw(t, "year"), Seq: rapid.Int64Range(1, 1e15).Draw(t, "seq")}
		_, year, seq, err := Parse(number.String())
		if err != nil || year != number.Year || seq != number.Seq {
			t.Fatal(year, seq, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("\u5409\u6c11\u30142026\u301512\u53f7")
	f.Add("\u5409\u6c11\u8bda\u544a(2026) 12")
	f.Fuzz(func(t *testing.T, text string) {
		words, year, seq, err := Parse(text)
		if err != nil {
			return
		}
		again := fmt.Sprintf("%s\u3014%04d\u3015%d\u53f7", words, year, seq)
		if readWords, readYear, readSeq, err := Parse(again); seq < 1 || err != nil || readWords != words || readYear != year || readSeq != seq {
			t.Errorf("%q reads as %s, which does not read back", text, again)
		}
	})
}

func TestAnAlteredDocumentIsNotIntact(t *testing.T) {
	issued := Issue(Number{Seq: 1}, "id", "kind", "640422", "", issuedAt, []byte("content"), "code")
	if !issued.Intact() {
		t.Error("an untouched document must be intact")
	}
	issued.Content[0] ^= 1
	if issued.Intact() {
		t.Error("a flipped bit must show")
	}
}

var issuedAt = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
