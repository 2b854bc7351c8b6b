package numbering

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"chengxin/internal/fault"
)

func TestAPublicCodeIsReadAsTypedFromPaper(t *testing.T) {
	code, err := NewPublicCode(bytes.NewReader([]byte{0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0}))
	if err != nil || code != "74ap6ah7ad7qb7ya" {
		t.Fatal(code, err)
	}
	for _, typed := range []string{code, strings.ToUpper(code), "74ap 6ah7 ad7q b7ya", "74ap-6ah7-ad7q-87ya"} {
		if got, err := ReadPublicCode(typed); err != nil || got != code {
			t.Errorf("%s: %s %v", typed, got, err)
		}
	}
	for _, bad := range []string{"", code[1:], code + "a", strings.Replace(code, "7", "1", 1), "74ap6ah7ad7qb7y\u00e4"} {
		if _, err := ReadPublicCode(bad); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := NewPublicCode(bytes.NewReader(nil)); err == nil {
		t.Error("without entropy there is no code")
	}
}

func TestPublicCodesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		code, err := NewPublicCode(rand.Reader)
		if read, readErr := ReadPublicCode(code); err != nil || readErr != nil || read != code || seen[code] {
			t.Fatal(code, err, readErr)
		}
		seen[code] = true
	}
}
