package pledge_test

import (
	"bytes"
	"image/png"
	"testing"

	"chengxin/internal/fault"
	"chengxin/internal/pledge"
)

func TestOneGoSignsBothTextsForOneselfAndTheWards(t *testing.T) {
	_, err := pledge.Sign(terms(), family(), typed("head", "马国强", "child", "ward"), noon)
	if err == nil {
		t.Fatal("a name without its middle dot is another name")
	}
	refusedOn(t, err, "name")
	signed, err := pledge.Sign(terms(), family(), typed("head", "马\u30fb国 强", "child", "ward"), noon)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]pledge.Capacity{}
	for _, s := range signed {
		got[s.Member+"/"+string(s.Text)] = s.Capacity
	}
	want := map[string]pledge.Capacity{
		"head/pledge": pledge.OwnHand, "head/authorisation": pledge.OwnHand,
		"ward/pledge": pledge.AsGuardian, "ward/authorisation": pledge.AsGuardian, "child/authorisation": pledge.AsGuardian,
	}
	if len(got) != len(want) || len(signed) != len(want) {
		t.Fatalf("got %v", got)
	}
	for key, capacity := range want {
		if got[key] != capacity {
			t.Errorf("%s: %q, want %q", key, got[key], capacity)
		}
	}
}

func TestSigningIsRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*pledge.Signing)
		field  string
		kind   fault.Kind
	}{
		"another text than the one shown": {func(s *pledge.Signing) { s.Hashes[pledge.PledgeText] = "old" }, "", fault.Conflict},
		"a child":                         {func(s *pledge.Signing) { s.Signer = "child" }, "", fault.Forbidden},
		"an incapable adult":              {func(s *pledge.Signing) { s.Signer = "ward" }, "", fault.Forbidden},
		"a stranger":                      {func(s *pledge.Signing) { s.Signer = "nobody" }, "", fault.NotFound},
		"without the pledge's tick":       {func(s *pledge.Signing) { s.Agreed[pledge.PledgeText] = false }, "agree_pledge", fault.Invalid},
		"without the authorisation's":     {func(s *pledge.Signing) { s.Agreed[pledge.AuthorisationText] = false }, "agree_authorisation", fault.Invalid},
		"for a spouse":                    {func(s *pledge.Signing) { s.Wards = []string{"wife"} }, "ward_wife", fault.Invalid},
		"with a paper method":             {func(s *pledge.Signing) { s.Method = pledge.InkedThumb }, "method", fault.Invalid},
		"with an empty drawing":           {func(s *pledge.Signing) { s.Method = pledge.Drawn }, "ink", fault.Invalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			signing := typed("head", "马\u00b7国强")
			c.change(&signing)
			_, err := pledge.Sign(terms(), family(), signing, noon)
			if err == nil || fault.KindOf(err) != c.kind {
				t.Fatalf("got %v", err)
			}
			if c.field != "" {
				refusedOn(t, err, c.field)
			}
		})
	}
}

func TestADrawingIsWrittenAnewAndBounded(t *testing.T) {
	for _, transparent := range []bool{true, false} {
		clean, err := pledge.CleanInk(drawing(t, transparent))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(clean))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size.X > 320 || size.Y > 40 || len(clean) > pledge.MaxInk {
			t.Errorf("not cut to the ink: %v, %d bytes", size, len(clean))
		}
		again, err := pledge.CleanInk(clean)
		if err != nil || !bytes.Equal(again, clean) {
			t.Error("cleaning twice must change nothing", err)
		}
	}
}

func FuzzCleanInk(f *testing.F) {
	f.Add(drawing(f, true))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, posted []byte) {
		clean, err := pledge.CleanInk(posted)
		if err == nil && len(clean) > pledge.MaxInk {
			t.Fatal("kept more than allowed")
		}
	})
}
