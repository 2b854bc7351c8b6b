package audit

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/region"
)

func TestCanonicalIsStable(t *testing.T) {
	entry := Entry{
		County: xiji, Seq: 7, At: time.Date(2026, 11, 22, 17, 4, 5, 678_901_234, time.FixedZone("", 8*3600)), Kind: "PledgeSigned", ActorKind: "officer",
		ActorID: "o1", Permission: "pledge.sign", Household: "h1", Region: "640422100202", Purpose: "a\"b\\c\n\u0001<>&\u2028\xff",
		Detail: map[string]string{"b": "2", "a": "1", "\U00010000": "4", "\uffee": "3"}, Facts: []Fact{{"pledge", "p1", "00"}}, Erases: []int64{3, 5},
	}
	want := `{"acting_for":"","actor_id":"o1","actor_kind":"officer","at":"2026-11-22T09:04:05.678901Z","county":"640422",` +
		`"detail":{"a":"1","b":"2","` + "\U00010000" + `":"4","` + "\uffee" + `":"3"},"erases":[3,5],` +
		`"facts":[{"digest":"00","id":"p1","table":"pledge"}],"format":1,"household":"h1","kind":"PledgeSigned","permission":"pledge.sign",` +
		`"purpose":"a\"b\\c\n\u0001<>&` + "\u2028\ufffd" + `","region":"640422100202","seq":7}`
	if got := string(entry.Canonical()); got != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
}

func drawEntry(t *rapid.T) Entry {
	entry := Entry{
		County: region.Code(rapid.StringN(0, 6, 6).Draw(t, "county")), Seq: rapid.Int64Range(0, 1<<53).Draw(t, "seq"),
		At:   time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "at")),
		Kind: rapid.String().Draw(t, "kind"), ActorID: rapid.String().Draw(t, "actor"), Purpose: rapid.String().Draw(t, "purpose"),
		Detail: rapid.MapOfN(rapid.String(), rapid.String(), 0, 4).Draw(t, "detail"),
		Erases: rapid.SliceOfN(rapid.Int64Range(0, 99), 0, 3).Draw(t, "erases"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "facts") {
		entry.Facts = append(entry.Facts, Fact{rapid.String().Draw(t, "table"), rapid.String().Draw(t, "id"), rapid.String().Draw(t, "digest")})
	}
	return entry
}

func TestWhatCanonicalWritesParseEntryReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		payload := drawEntry(t).Canonical()
		if !json.Valid(payload) {
			t.Fatalf("no JSON: %s", payload)
		}
		read, err := ParseEntry(payload)
		if err != nil || string(read.Canonical()) != string(payload) {
			t.Fatalf("%s: %v", payload, err)
		}
	})
}

func TestAnotherSpellingIsRefused(t *testing.T) {
	good := string(Entry{County: xiji}.Canonical())
	for _, bad := range []string{
		"", "{}", good + "\n", " " + good, good[:len(good)-1] + `,"more":1}`, `{"actor_id":""` + good[len(`{"acting_for":""`):],
		good[:len(good)-2] + `0e1}`, "null", "[]",
	} {
		if _, err := ParseEntry([]byte(bad)); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add(Entry{County: xiji, Facts: []Fact{{"t", "i", "d"}}, Detail: map[string]string{"a": "b"}, Erases: []int64{1}}.Canonical())
	f.Add([]byte(`{"format":1}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		entry, err := ParseEntry(payload)
		if err == nil && string(entry.Canonical()) != string(payload) {
			t.Fatal("accepted a spelling that is not canonical")
		}
	})
}

func TestRowDigestsOfDifferentRowsDiffer(t *testing.T) {
	rows := []string{
		RowDigest("t", []string{"a"}, []any{"1"}), RowDigest("t", []string{"a"}, []any{int64(1)}), RowDigest("t", []string{"a"}, []any{[]byte("1")}),
		RowDigest("t", []string{"a"}, []any{nil}), RowDigest("t", []string{"a"}, []any{""}), RowDigest("t", []string{"a"}, []any{[]byte{}}),
		RowDigest("t", []string{"b"}, []any{"1"}), RowDigest("u", []string{"a"}, []any{"1"}),
		RowDigest("t", []string{"a", "b"}, []any{"1", "2"}), RowDigest("t", []string{"a", "b"}, []any{"12", ""}), RowDigest("t", []string{"a", "b"}, []any{"", "12"}),
	}
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row] || len(row) != 64 {
			t.Fatalf("%v", rows)
		}
		seen[row] = true
	}
}

func BenchmarkCanonical(b *testing.B) {
	entry := sample(42)
	for b.Loop() {
		entry.Canonical()
	}
}
