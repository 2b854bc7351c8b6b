package access

import (
	"crypto/rand"
	"testing"

	"pgregory.net/rapid"
)

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	code, err := NewCode(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	wide := []rune{}
	for _, r := range code {
		wide = append(wide, r-'0'+'\uff10')
	}
	for _, typed := range []string{code, GroupCode(code), " " + code[:4] + "-" + code[4:] + "\u3000", string(wide)} {
		if got, ok := ReadCode(typed); !ok || got != code {
			t.Errorf("%q is read as %q, %v", typed, got, ok)
		}
	}
}

func TestASlipOfOneDigitIsFoundBeforeAnythingIsLookedUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code, err := NewCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, codeDigits-1).Draw(t, "at")
		other := rapid.ByteRange('0', '9').Draw(t, "digit")
		slip := code[:at] + string(other) + code[at+1:]
		if _, ok := ReadCode(slip); ok != (slip == code) {
			t.Fatalf("%s with %c at %d is taken", code, other, at)
		}
	})
}

func FuzzReadCode(f *testing.F) {
	f.Add("1234 5678 9012")
	f.Fuzz(func(t *testing.T, typed string) {
		if code, ok := ReadCode(typed); ok && len(code) != codeDigits {
			t.Errorf("%q gives %q", typed, code)
		}
		if tail, ok := ReadTail(typed); ok && len(tail) != 4 {
			t.Errorf("%q gives %q", typed, tail)
		}
		ReadToken(typed)
		ReadRecoveryCode(typed)
	})
}

func TestTailsAreReadWithX(t *testing.T) {
	for typed, want := range map[string]string{"123x": "123X", "12 3X": "123X", "\uff11\uff12\uff13\uff38": "123X", "0001": "0001"} {
		if got, ok := ReadTail(typed); !ok || got != want {
			t.Errorf("%q is read as %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "123", "12345", "X123", "12a4"} {
		if got, ok := ReadTail(typed); ok {
			t.Errorf("%q is taken as %q", typed, got)
		}
	}
}

func TestATokenNamesItsCountyAndIsKeptHashed(t *testing.T) {
	token, err := NewToken("640422", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	county, hash, ok := ReadToken(token)
	if !ok || county != "640422" || len(hash) != 32 {
		t.Errorf("%v %x %v", county, hash, ok)
	}
	for _, bad := range []string{"", ".", "640422", "640422.", "640422.abc", token + "A", "." + token} {
		if _, _, ok := ReadToken(bad); ok {
			t.Errorf("%q is a token", bad)
		}
	}
}
