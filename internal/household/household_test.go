package household

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chengxin/internal/period"
)

func TestIdentityNumbersAreDoubtedNeverRefused(t *testing.T) {
	for number, doubt := range map[IDNumber]Doubt{
		"11010519491231002X": NoDoubt, // the example of GB 11643
		"110105194912310021": BadCheck,
		"110105194913310021": BadDate,
		"1101051949123100":   BadLength,
		"A1010519491231002X": BadLength,
		"":                   BadLength,
	} {
		if got := number.Check(); got != doubt {
			t.Errorf("%s: %q", number, got)
		}
	}
	if got := ReadIDNumber(" 11010519491231002x "); got != "11010519491231002X" || got.Sex() != Female || got.Birthday() != period.MustDay("1949-12-31") {
		t.Errorf("%s %s %s", got, got.Sex(), got.Birthday())
	}
}

func TestInventedNumbersAreSoundAndNobodys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number, err := Invented("990422", period.NewDay(1930, 1, 1).AddDays(rapid.IntRange(0, 30000).Draw(t, "days")), rapid.IntRange(0, 999).Draw(t, "order"))
		if err != nil || number.Check() != NoDoubt {
			t.Fatal(number, err)
		}
	})
	if _, err := Invented("640422", period.MustDay("1980-01-01"), 1); err == nil {
		t.Error("a real region code passed")
	}
}

func TestMasksShowLittle(t *testing.T) {
	for got, want := range map[string]string{
		IDNumber("99042219800101123X").Masked():          "9904**********123X",
		MaskName("\u9a6c\u5c0f\u5f3a"):                   "\u9a6c*\u5f3a",
		MaskName("\u9a6c\u5f3a"):                         "\u9a6c*",
		MaskName("\u9a6c"):                               "*",
		MaskName("\u4e70\u4e70\u63d0\u00b7\u827e\u5408"): "\u4e70\u4e70\u63d0\u00b7**",
		MaskPhone("13812341234"):                         "138****1234",
		MaskPhone("12345"):                               "*****",
		MaskAccount("6217000012345678"):                  "****5678",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestANameIsFoundByCharactersPinyinAndInitials(t *testing.T) {
	for name, keys := range map[string][]string{
		"\u5355\u5c0f\u660e":             {"\u5355\u5c0f\u660e", "shanxiaoming", "sxm"},
		"\u66fe\u5b5d":                   {"zengxiao", "zx"},
		"\u5c09\u8fdf\u519b":             {"yuchijun", "ycj"},
		"\u4e70\u4e70\u63d0\u00b7\u827e": {"\u4e70\u4e70\u63d0\u00b7\u827e", "maimaitiai"},
		"\U00020bb7\u7530":               {"\U00020bb7\u7530"},
	} {
		found := SearchKeys(name)
		for _, key := range keys {
			if !slices.Contains(found, key) {
				t.Errorf("%s lacks %s: %v", name, key, found)
			}
		}
	}
}

func TestNamesOfAnyScriptPass(t *testing.T) {
	for name, ok := range map[string]bool{
		"\u9a6c\u5f3a": true, "\U00020bb7": true, "\u4e70\u4e70\u63d0\u00b7\u827e\u5408\u4e70\u63d0": true,
		"": false, "a\x00b": false, strings.Repeat("\u9a6c", 51): false,
	} {
		if (CheckName(name) == nil) != ok {
			t.Errorf("%q", name)
		}
	}
}

func TestWhoBelongsToTheHouseholdOnADay(t *testing.T) {
	day := period.MustDay
	all := []Member{{ID: "a", FromOn: day("2020-01-01")}, {ID: "b", FromOn: day("2020-01-01"), UntilOn: day("2026-05-01")}, {ID: "c", FromOn: day("2026-05-01")}}
	ids := func(on string) string {
		text := ""
		for _, m := range Members(all, day(on)) {
			text += m.ID
		}
		return text
	}
	if ids("2026-04-30") != "ab" || ids("2026-05-01") != "ac" || ids("2019-12-31") != "" {
		t.Error(ids("2026-04-30"), ids("2026-05-01"), ids("2019-12-31"))
	}
	child := Member{BornOn: day("2008-11-23")}
	if child.Adult(day("2026-11-22")) || !child.Adult(day("2026-11-23")) {
		t.Error("eighteen is reached on the birthday")
	}
}

func FuzzReadIDNumber(f *testing.F) {
	f.Add("11010519491231002x")
	f.Fuzz(func(t *testing.T, typed string) {
		number := ReadIDNumber(typed)
		_, _, _, _ = number.Check(), number.Birthday(), number.Sex(), number.Masked()
		if len([]rune(string(number))) > 4 && strings.Contains(number.Masked(), string(number)) && !strings.Contains(string(number), "*") {
			t.Errorf("%q is shown whole", number)
		}
	})
}
