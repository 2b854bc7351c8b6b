package household

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

var day = period.MustDay

func ExampleIDNumber_Check() {
	given := ReadIDNumber("110105 19491231 002x") // the example of GB 11643
	fmt.Println(given, given.Check() == Fine, given.Birthday(), given.Sex(), given.Masked())
	wrong := ReadIDNumber("110105194912310021")
	fmt.Println(wrong.Check(), wrong.Check().Message(wording.English))
	// Output:
	// 11010519491231002X true 1949-12-31 female 1101**********002X
	// bad_check The check digit does not fit. Check it against the card; if the card says so, save it.
}

func TestIdentityNumbersAreDoubtedNeverRefused(t *testing.T) {
	for typed, want := range map[string]Warning{
		"11010519491231002X": Fine,
		"11010519491231002x": Fine,
		"\uff11\uff11\uff10\uff11\uff10\uff15\uff11\uff19\uff14\uff19\uff11\uff12\uff13\uff11\uff10\uff10\uff12\uff38": Fine,
		"110105194912310021": BadCheck,
		"110105194913310021": BadDate,
		"110105194902300021": BadDate,
		"110105000001010021": BadDate,
		"1101051949123100":   BadLength,
		"110105491231002":    OldForm,
		"110105491331002":    BadLength,
		"A1010519491231002X": BadCharacter,
		"11010519491231002A": BadCharacter,
		"1101051949123100XX": BadCharacter,
		"":                   NotGiven,
		"   ":                NotGiven,
		"没有身份证":              BadLength,
	} {
		if got := ReadIDNumber(typed).Check(); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestANumberTellsItsHolder(t *testing.T) {
	permit := IDNumber("83000019900101001" + string(checkDigit("83000019900101001")))
	if !permit.Permit() || permit.Check() != Fine || permit.Region() != "830000" {
		t.Errorf("%s is a residence permit's number", permit)
	}
	if IDNumber("110105491231002").Birthday() != day("1949-12-31") || IDNumber("110105491231003").Sex() != Male {
		t.Error("an old number holds a birthday and a sex too")
	}
	if none := IDNumber("护照E12345678"); !none.Birthday().IsZero() || none.Sex() != "" || none.Region() != "" || none.LastFour() != "5678" {
		t.Error("another document's number tells nothing")
	}
}

func TestInventedNumbersAreSoundAndNobodys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := day("1930-01-01").AddDays(rapid.IntRange(0, 35000).Draw(t, "days"))
		seq := rapid.IntRange(0, 999).Draw(t, "seq")
		number := InventedID("990422", birth, seq)
		if number.Check() != Fine || number.Birthday() != birth || (number.Sex() == Male) != (seq%2 == 1) || !number.Invented() {
			t.Fatal(number)
		}
		at := rapid.IntRange(0, 16).Draw(t, "at")
		altered := []byte(number)
		altered[at] = '0' + (altered[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if IDNumber(altered).Check() == Fine {
			t.Fatalf("%s: one wrong digit passed", altered)
		}
	})
	for _, refused := range []func(){
		func() { InventedID("640422", day("1980-01-01"), 1) },
		func() { InventedID("99042", day("1980-01-01"), 1) },
		func() { InventedID("990422", period.Day{}, 1) },
		func() { InventedID("990422", day("1980-01-01"), 1000) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a number that could be somebody's was made")
				}
			}()
			refused()
		}()
	}
}

func TestMasksShowLittle(t *testing.T) {
	for _, c := range [][2]string{
		{IDNumber("99042219800101123X").Masked(), "9904**********123X"},
		{IDNumber("990422800101123").Masked(), "9904*******1123"},
		{IDNumber("E12345678").Masked(), "*********"},
		{IDNumber("").Masked(), ""},
		{MaskName("马小强"), "马*强"},
		{MaskName("马强"), "马*"},
		{MaskName("马"), "*"},
		{MaskName("欧阳小强"), "欧**强"},
		{MaskName("买买提·艾山"), "买**·**"},
		{MaskName("\U00020bb7田"), "\U00020bb7*"},
		{MaskName(""), ""},
		{MaskPhone("13812341234"), "138****1234"},
		{MaskPhone("0954-3012345"), "****2345"},
		{MaskPhone("12345"), "****"},
		{MaskPhone(""), ""},
		{MaskAccount("6217 0000 1234 5678"), "****5678"},
		{MaskAccount("1234567"), "****"},
		{MaskAccount(""), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%s, want %s", c[0], c[1])
		}
	}
}

func TestAMaskNeverShowsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789马强X")), 1, 30, -1).Draw(t, "text")
		for _, masked := range []string{IDNumber(text).Masked(), MaskName(text), MaskPhone(text), MaskAccount(text)} {
			if masked == text || !strings.Contains(masked, "*") {
				t.Fatalf("%q is shown as %q", text, masked)
			}
		}
	})
}

func TestNamesOfAnyScriptPass(t *testing.T) {
	for name, key := range map[string]string{
		"马强": "", "\U00020bb7": "", "买买提·艾合买提": "", "\ufa0e\u4dae": "", "Maria da Silva": "", strings.Repeat("\U00020bb7", 50): "",
		"":                      "household.name.empty",
		" \u3000 ":              "household.name.empty",
		strings.Repeat("马", 51): "household.name.long",
		"马\x00强":                "household.name.control",
		"马\n强":                  "household.name.control",
		"马\u202e强":              "household.name.control",
		"马\u200b强":              "household.name.control",
		"马\xff强":                "household.name.control",
	} {
		err := CheckName("name", name)
		if key == "" && err != nil {
			t.Errorf("%q: %v", name, err)
		}
		var refusal *fault.Error
		if key != "" && (!errors.As(err, &refusal) || refusal.Key != key || refusal.Field != "name") {
			t.Errorf("%q: %v, want %s", name, err, key)
		}
	}
	for name, odd := range map[string]bool{
		"马强": false, "\U00020bb7": false, "买买提·艾合买提": false, "Maria da Silva": false, "O'Neill": false, "": false,
		"<script>": true, `=HYPERLINK("x")`: true, "马强2": true, "马强\uff08大\uff09": true, "马强/马小强": true,
	} {
		if (OddName(name) != "") != odd {
			t.Errorf("%q: odd %q", name, OddName(name))
		}
	}
	for typed, want := range map[string]string{"  马 强\u3000": "马强", "买买提\u2022艾山": "买买提·艾山", "Maria  da Silva": "Maria da Silva", "欧阳 小 强": "欧阳小强"} {
		if got := ReadName(typed); got != want {
			t.Errorf("%q was read as %q", typed, got)
		}
	}
	for phone, ok := range map[string]bool{"": true, "13812341234": true, "0954-301 2345": true, "+86 13812341234": true, "123": false, "1381234123a": false, "1234567890123456": false, "-": false} {
		if (CheckPhone("phone", phone) == nil) != ok {
			t.Errorf("%q", phone)
		}
	}
}

func TestWhoBelongsToTheHouseholdOnADay(t *testing.T) {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	version := func(id, from, until string, seq int64, relation Relation, phone string) Member {
		return Member{ID: id, FromOn: day(from), UntilOn: day(until), Seq: seq, Relation: relation, Phone: phone, RecordedAt: at.AddDate(0, int(seq), 0)}
	}
	versions := []Member{
		version("wife", "2020-01-01", "", 1, Spouse, "1"),
		version("head", "2020-01-01", "", 1, HeadOfHousehold, "1"),
		version("head", "2025-01-01", "", 2, HeadOfHousehold, "2"),    // a new phone from 2025: succession
		version("head", "2020-01-01", "", 3, HeadOfHousehold, "3"),    // the phone before was wrong: correction
		version("son", "", "2026-05-01", 1, Son, "1"),                 // from the beginning, moved out
		version("aunt", "2021-01-01", "", 1, OtherKin, "1"),           // a mistake,
		version("aunt", "2021-01-01", "2021-01-01", 2, OtherKin, "1"), // taken back whole
		version("baby", "2026-05-01", "", 1, Grandchild, ""),          // born
		version("wife", "2020-01-01", "2024-03-01", 2, Spouse, "1"),   // divorced,
		version("wife", "2026-05-02", "", 3, Spouse, "9"),             // and back
		version("lodger", "2020-01-01", "", 1, "xx", ""),              // an unknown relation
	}
	list := func(members []Member) string {
		text := ""
		for _, m := range members {
			text += " " + m.ID + m.Phone
		}
		return strings.TrimSpace(text)
	}
	for on, want := range map[string]string{
		"2019-12-31": "son1",
		"2020-01-01": "head3 wife1 son1 lodger",
		"2024-02-29": "head3 wife1 son1 lodger",
		"2024-03-01": "head3 son1 lodger",
		"2025-01-01": "head2 son1 lodger",
		"2026-04-30": "head2 son1 lodger",
		"2026-05-01": "head2 baby lodger",
		"2026-05-02": "head2 wife9 baby lodger",
	} {
		if got := list(Members(versions, day(on))); got != want {
			t.Errorf("%s: %s, want %s", on, got, want)
		}
		turned := slices.Clone(versions)
		slices.Reverse(turned)
		if list(Members(turned, day(on))) != want {
			t.Errorf("%s: the order of the versions matters", on)
		}
	}
	if got := list(Members(KnownAt(versions, at.AddDate(0, 1, 0)), day("2025-06-01"))); got != "head1 wife1 son1 aunt1 lodger" {
		t.Errorf("as known then: %s", got)
	}
	if head, found := Head(Members(versions, day("2026-05-02"))); !found || head.ID != "head" {
		t.Errorf("%s heads the household", head.ID)
	}
	if first, found := Head(Members(versions, day("2019-12-31"))); !found || first.ID != "son" {
		t.Error("without a head the first member stands in")
	}
	if _, found := Head(nil); found {
		t.Error("nobody heads an empty household")
	}
}

func TestWhoIsOfAgeAndWhoNeedsAGuardian(t *testing.T) {
	child := Member{BornOn: day("2008-11-23")}
	if child.Adult(day("2026-11-22")) || !child.Adult(day("2026-11-23")) || !child.NeedsGuardian(day("2026-11-22")) {
		t.Error("eighteen is reached on the birthday")
	}
	leap := Member{IDNumber: InventedID("990422", day("2008-02-29"), 1)}
	if leap.Adult(day("2026-02-27")) || !leap.Adult(day("2026-02-28")) {
		t.Error("somebody born on 29 February comes of age on 28 February")
	}
	if unknown := (Member{}); !unknown.Adult(day("2026-01-01")) || unknown.NeedsGuardian(day("2026-01-01")) {
		t.Error("a missing birthday makes nobody a minor")
	}
	for capacity, want := range map[Capacity]bool{"": false, FullCapacity: false, LimitedCapacity: true, NoCapacity: true} {
		if (Member{Capacity: capacity}).NeedsGuardian(day("2026-01-01")) != want {
			t.Errorf("%q", capacity)
		}
	}
	for on, want := range map[string]int{"2008-11-23": 0, "2009-11-22": 0, "2009-11-23": 1, "2026-11-22": 17} {
		if years, known := child.Age(day(on)); years != want || !known {
			t.Errorf("%s: %d years", on, years)
		}
	}
	if _, known := child.Age(day("2008-11-22")); known {
		t.Error("nobody has an age before birth")
	}
	kin := Kinship{FromOn: day("2026-01-01"), UntilOn: day("2026-06-01")}
	if kin.Stands(day("2025-12-31")) || !kin.Stands(day("2026-01-01")) || !kin.Stands(day("2026-05-31")) || kin.Stands(day("2026-06-01")) {
		t.Error("kinship stands from its first day until the day it ends")
	}
}

func TestAFileNumberNamesVillageAndRunningNumber(t *testing.T) {
	for _, c := range []struct {
		where region.Code
		seq   int
		want  string
	}{
		{"640422100202", 15, "640422100202-0015"},
		{"640422100202", 12345, "640422100202-12345"},
		{"640422100", 7, "640422100000-0007"},
		{"640422", 7, ""},
		{"640422100202", 0, ""},
	} {
		if got := FileNumber(c.where, c.seq); got != c.want {
			t.Errorf("%s %d: %s", c.where, c.seq, got)
		}
		if where, seq, err := ParseFileNumber(c.want); (err == nil) != (c.want != "") || err == nil && (where != c.where || seq != c.seq) {
			t.Errorf("%s: %s %d %v", c.want, where, seq, err)
		}
	}
	for _, bad := range []string{"640422100202-15", "640422100202-0000", "640422100202-00015", "640422-0015", "640422100202 0015", "x40422100202-0015"} {
		if _, _, err := ParseFileNumber(bad); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestEveryLabelIsInBothLanguages(t *testing.T) {
	var keys []string
	for _, relation := range Relations() {
		keys = append(keys, "household.relation."+string(relation))
	}
	for _, relation := range CommonRelations() {
		if !relation.Known() {
			t.Errorf("%s is no relation", relation)
		}
	}
	for _, kind := range Kinds() {
		keys = append(keys, "household.kind."+string(kind))
	}
	for _, capacity := range Capacities() {
		keys = append(keys, "household.capacity."+string(capacity))
	}
	for _, post := range Posts() {
		keys = append(keys, "household.post."+string(post))
	}
	for _, warning := range Warnings() {
		keys = append(keys, "household.id_number."+string(warning))
	}
	for _, sex := range []Sex{Male, Female} {
		keys = append(keys, "household.sex."+string(sex))
	}
	for _, key := range keys {
		if !wording.Has(wording.Chinese, key) || !wording.Has(wording.English, key) {
			t.Error(key)
		}
	}
	if label := SonInLaw.Label(wording.Chinese); label != "女婿" {
		t.Errorf("28 is %s", label)
	}
	if Relation("xx").Label(wording.Chinese) != "xx" || Capacity("").Label(wording.English) != "Full capacity" {
		t.Error("what is not listed is shown as it is; no capacity said is full capacity")
	}
}

func FuzzReadIDNumber(f *testing.F) {
	f.Add("11010519491231002x")
	f.Add("\uff11马\xff")
	f.Fuzz(func(t *testing.T, typed string) {
		number := ReadIDNumber(typed)
		if ReadIDNumber(string(number)) != number {
			t.Errorf("%q is read otherwise the second time", typed)
		}
		if masked := number.Masked(); number.Check() == Fine && (len(masked) != 18 || strings.Count(masked, "*") != 10) {
			t.Errorf("%q is shown as %q", number, masked)
		}
		_, _, _, _ = number.Birthday(), number.Sex(), number.Region(), number.LastFour()
	})
}

func FuzzParseFileNumber(f *testing.F) {
	f.Add("640422100202-0015")
	f.Fuzz(func(t *testing.T, text string) {
		if where, seq, err := ParseFileNumber(text); err == nil && FileNumber(where, seq) != text {
			t.Errorf("%q", text)
		}
	})
}
