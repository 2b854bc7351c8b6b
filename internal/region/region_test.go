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

func TestAVillageIsCalledByItsPlace(t *testing.T) {
	for code, want := range map[Code]string{
		"640422100202": "西吉县吉强镇大滩村",
		"640422100002": "西吉县吉强镇中街社区",
		"640422":       "西吉县",
		"6404":         "宁夏回族自治区固原市",
		"64":           "宁夏回族自治区",
		"1101":         "北京市市辖区",
		"110101":       "东城区",
		"71":           "台湾省",
		"810000":       "810000",
		"":             "",
	} {
		if got := FullName(code); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	if name, found := Name("640422100202"); !found || name != "大滩村委会" {
		t.Errorf("the list's own name is %s", name)
	}
	for _, village := range Children("640422100") {
		if label := Label(village); !strings.HasSuffix(label, "村") && !strings.HasSuffix(label, "社区") {
			t.Errorf("%s is called %s", village, label)
		}
	}
}

func TestTheWholeCountryIsThereDownToTheTownship(t *testing.T) {
	counts := map[Level]int{}
	for _, place := range load() {
		if !place.Code.Valid() || place.Name == "" || strings.ContainsAny(place.Name, "\"\t ") {
			t.Errorf("%q %q", place.Code, place.Name)
		}
		if parent := place.Code.Parent(); parent != "" {
			if _, found := Name(parent); !found {
				t.Errorf("%s lies nowhere", place.Code)
			}
		}
		counts[place.Code.Level()]++
	}
	if counts[Province] != 34 || counts[Prefecture] != 342 || counts[County] != 2978 || counts[Township] != 41352 || counts[Village] != 2912 {
		t.Error(counts)
	}
	if n := len(Children("")); n != 34 {
		t.Errorf("%d provinces", n)
	}
}

func TestAPlaceIsFoundByPartOfItsName(t *testing.T) {
	for text, want := range map[string]Code{"大滩": "640422100202", "吉强": "640422100", "西吉": "640422"} {
		found := Search("6404", text, 10)
		if len(found) == 0 || found[0].Code != want {
			t.Errorf("%s: %v", text, found)
		}
	}
	if found := Search("6404", "村", 5); len(found) != 5 {
		t.Errorf("%d of at most 5", len(found))
	}
	if found := Search("", " ", 5); found != nil {
		t.Error("nothing was asked for")
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

func FuzzImport(f *testing.F) {
	f.Add("code,name\n999901001001,甲村\n")
	f.Fuzz(func(t *testing.T, text string) {
		further = nil
		n, err := Import(strings.NewReader(text))
		if err != nil && len(further) != 0 {
			t.Errorf("%q was refused and kept", text)
		}
		for _, place := range further {
			if !place.Code.Valid() || place.Name == "" || n == 0 {
				t.Errorf("%q: %v", text, place)
			}
		}
	})
}
