package region

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestJiqiangHasItsCommunitiesAndVillages(t *testing.T) {
	communities, villages := 0, 0
	for _, code := range Children("640422100") {
		if code[9] == '0' {
			communities++
		} else {
			villages++
		}
	}
	if communities != 12 || villages != 27 {
		t.Errorf("%d communities, %d villages", communities, villages)
	}
	if name := FullName("640422100202"); !strings.HasPrefix(name, "\u897f\u5409\u53bf\u5409\u5f3a\u9547\u5927\u6ee9\u6751") {
		t.Errorf("640422100202 is %s", name)
	}
	if Label("640422100202") != "\u5927\u6ee9\u6751" {
		t.Errorf("label %s", Label("640422100202"))
	}
	if n := len(Children("640422")); n != 19 {
		t.Errorf("Xiji has %d townships", n)
	}
}

func TestACodeWithoutANameIsShownAsItself(t *testing.T) {
	if Label("999999") != "999999" || FullName("640422999") == "" {
		t.Error("an unknown code must be shown")
	}
}

func TestFurtherVillagesAreImportedOrRefusedByLine(t *testing.T) {
	n, err := Import(strings.NewReader("code,name,streetCode\n110101001001,A,110101001\n"))
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if name, found := Name("110101001001"); !found || name != "A" {
		t.Error("the imported name is not found")
	}
	for _, bad := range []string{"", "x,y\n", "code,name\n12345,B\n", "code,name\n110101001002\n"} {
		if _, err := Import(strings.NewReader(bad)); err == nil {
			t.Errorf("%q passed", bad)
		}
	}
}

func TestAPlaceContainsWhatItsCodeBegins(t *testing.T) {
	code := rapid.Custom(func(t *rapid.T) Code {
		digits := rapid.StringMatching(`[0-9]{12}`).Draw(t, "digits")
		return Code(digits[:rapid.SampledFrom([]int{2, 4, 6, 9, 12}).Draw(t, "length")])
	})
	rapid.Check(t, func(t *rapid.T) {
		c := code.Draw(t, "code")
		for _, ancestor := range c.Ancestors() {
			if !ancestor.Contains(c) || ancestor != c && c.Contains(ancestor) {
				t.Fatalf("%s and %s", ancestor, c)
			}
		}
		if Code("").Contains(c) || c.Contains("") {
			t.Fatal("nowhere contains nothing")
		}
	})
}
