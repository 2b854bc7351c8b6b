package document

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"chengxin/internal/fault"
)

func TestEveryPaperReadsBackFromItsCanonicalEncodingWithTheSameHash(t *testing.T) {
	for name, content := range samples() {
		t.Run(name, func(t *testing.T) {
			raw, err := content.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			again, err := Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			second, err := again.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(raw, second) {
				t.Errorf("the encoding changed:\n%s\n%s", raw, second)
			}
			var first, later bytes.Buffer
			if err := Render(&first, content); err != nil {
				t.Fatal(err)
			}
			if err := Render(&later, again); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Bytes(), later.Bytes()) {
				t.Error("the document read back prints differently")
			}
		})
	}
}

func TestTheHashOfAKeptDocumentNeverChanges(t *testing.T) {
	content := Content{Kind: KindLetter, Title: "函<1>&", Number: "西民函〔2026〕7号", Blocks: Blocks{Paragraph{Text: "𠮷㐂"}, PageBreak{}}}
	const want = `{"format":1,"kind":"letter","title":"函<1>&","number":"西民函〔2026〕7号","agency":"","to":"","blocks":[{"type":"paragraph","value":{"text":"𠮷㐂","align":"","flush":false}},{"type":"page_break","value":{}}],"remedies":[],"issued_on":"","check_url":"","checkpoint":{"origin":"","size":0,"root":""},"demo":false}`
	raw, err := content.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if string(raw) != want {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
	hash, err := content.Hash()
	if err != nil {
		t.Fatal(err)
	}
	if want := "bb7ca07e287d853613368bf2580f51bbcca9caeb6573df3b6700471ad354d4e3"; hash != want {
		t.Errorf("hash %s, want %s", hash, want)
	}
}

func TestATouchedDocumentDoesNotOpen(t *testing.T) {
	raw, err := samples()["notice"].Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for name, touched := range map[string][]byte{
		"a space":          append([]byte(" "), raw...),
		"an unknown field": bytes.Replace(raw, []byte(`"demo":true`), []byte(`"demo":true,"x":1`), 1),
		"an unknown block": bytes.Replace(raw, []byte(`"type":"seal"`), []byte(`"type":"veal"`), 1),
		"cut off":          raw[:len(raw)-9],
		"more behind":      append(append([]byte{}, raw...), "{}"...),
	} {
		if _, err := Parse(touched); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func TestAContentThatCannotBeADocumentIsRefused(t *testing.T) {
	whole := Content{Kind: KindLetter, Title: "函", Blocks: Blocks{Paragraph{Text: "文"}}}
	for name, change := range map[string]func(*Content){
		"unknown kind":  func(c *Content) { c.Kind = "order" },
		"no title":      func(c *Content) { c.Title = " " },
		"no body":       func(c *Content) { c.Blocks = nil },
		"later format":  func(c *Content) { c.Format = 99 },
		"not UTF-8":     func(c *Content) { c.Title = "\xff" },
		"U+FFFD inside": func(c *Content) { c.Blocks = Blocks{Note{Text: "\ufffd"}} },
	} {
		broken := whole
		change(&broken)
		if _, err := broken.Canonical(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func TestAnyTextSurvivesTheCanonicalEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != '\ufffd' })).Draw(t, "text")
		content := Content{Kind: KindLetter, Title: "函", Blocks: Blocks{Paragraph{Text: text}, Note{Text: `\ufffd`}, Fields{Pairs: []Field{{text, text}}}}}
		raw, err := content.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := again.Blocks[0].(Paragraph).Text; got != text {
			t.Fatalf("got %q, want %q", got, text)
		}
	})
}

func FuzzParseNeverPanicsAndOpensOnlyCanonicalDocuments(f *testing.F) {
	for _, content := range samples() {
		raw, err := content.Canonical()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		content, err := Parse(raw)
		if err != nil {
			return
		}
		again, err := content.Canonical()
		if err != nil || !bytes.Equal(raw, again) {
			t.Errorf("opened what is not canonical: %v", err)
		}
	})
}
