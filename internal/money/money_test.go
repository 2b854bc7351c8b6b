package money

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ExampleFen_Words() {
	amount, err := Parse("1,409.50")
	fmt.Println(amount, amount.Yuan(), amount.Words(), err)
	// Output: 1,409.50 ¥1,409.50 壹仟肆佰零玖元伍角整 <nil>
}

func TestADigitTooManyIsNotCalledNoNumber(t *testing.T) {
	for typed, want := range map[string]error{"12345678901234567": ErrTooLarge, "1,2345,6789,0123,4": ErrTooLarge, "1234567890123": nil, "1234567890123a567": ErrNotAmount} {
		if _, err := Parse(typed); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
}

func TestAmountsInWords(t *testing.T) {
	for fen, want := range map[Fen]string{
		0:                   "零元整",
		1:                   "壹分",
		10:                  "壹角整",
		15:                  "壹角伍分",
		100:                 "壹元整",
		105:                 "壹元零伍分",
		150:                 "壹元伍角整",
		1000:                "壹拾元整",
		1_001:               "壹拾元零壹分",
		10_000:              "壹佰元整",
		100_050:             "壹仟元伍角整",
		140_950:             "壹仟肆佰零玖元伍角整",
		168_032:             "壹仟陆佰捌拾元叁角贰分",
		600_714:             "陆仟零柒元壹角肆分",
		10_700_053:          "壹拾万零柒仟元伍角叁分",
		10_000_000:          "壹拾万元整",
		10_010_000:          "壹拾万零壹佰元整",
		1_000_000_000:       "壹仟万元整",
		10_000_000_000:      "壹亿元整",
		10_000_000_100:      "壹亿零壹元整",
		10_000_010_000:      "壹亿零壹佰元整",
		100_010_000_000_00:  "壹仟亿零壹仟万元整",
		1_000_000_000_000:   "壹佰亿元整",
		99_999_999_999_999:  "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
		1_0000_0000_0000_00: "壹万亿元整",
		1_0002_0000_0000_00: "壹万零贰亿元整",
		1_0002_0000_0300_00: "壹万零贰亿零叁佰元整",
		-12_345:             "负壹佰贰拾叁元肆角伍分",
	} {
		if got := fen.Words(); got != want {
			t.Errorf("%d: %s, want %s", fen, got, want)
		}
	}
	for _, extreme := range []Fen{math.MaxInt64, math.MinInt64} {
		if extreme.Words() == "" || extreme.String() == "" {
			t.Errorf("%d has no words", extreme)
		}
	}
}

// value reads words back, so that no two amounts share them.
func value(words string) Fen {
	places := map[rune]uint64{'拾': 10, '佰': 100, '仟': 1000}
	var total, group, digit uint64
	for _, r := range strings.TrimSuffix(words, "整") {
		if i := strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r); i >= 0 {
			digit = uint64(i / len("零"))
			continue
		}
		switch r {
		case '拾', '佰', '仟':
			group += digit * places[r]
		case '万':
			total += (group + digit) * 10_000
			group = 0
		case '亿':
			total = (total + group + digit) * 100_000_000
			group = 0
		case '元':
			total = (total + group + digit) * 100
		case '角':
			total += digit * 10
		case '分':
			total += digit
		}
		digit = 0
	}
	return Fen(total)
}

func TestWordsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := Fen(rapid.Int64Range(0, 99_999_999_999_999_999).Draw(t, "fen"))
		words := fen.Words()
		if value(words) != fen {
			t.Fatalf("%d: %s", fen, words)
		}
		if strings.Contains(words, "零零") || strings.Contains(words, "零元") && fen != 0 {
			t.Fatalf("%d: %s", fen, words)
		}
	})
}

func TestAmountsAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]Fen{
		"1234": 123400, "1,234.5": 123450, "¥1,234.56": 123456, " 12 元": 1200, "\uff11\uff12\uff0e\uff15": 1250, "0.05": 5,
		"1\uff0c234": 123400, "9999999999999": 999_999_999_999_900, "3.": 300,
	} {
		if got, err := Parse(typed); err != nil || got != want {
			t.Errorf("%q: %d %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "元", ".5", "-1", "1.234", "1.2.3", "12a", "12345678901234", "十", "1e3", "+1"} {
		if got, err := Parse(typed); err == nil {
			t.Errorf("%q: %d", typed, got)
		}
	}
}

func TestAWrittenAmountIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := Fen(rapid.Int64Range(0, 999_999_999_999_999).Draw(t, "fen"))
		for _, text := range []string{fen.String(), fen.Yuan(), fen.String() + "元"} {
			if got, err := Parse(text); err != nil || got != fen {
				t.Fatalf("%s: %d %v", text, got, err)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"1,234.56", "¥0.01", "\uff11元", "-1", "."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(fen.String()); err != nil || again != fen || fen < 0 {
			t.Errorf("%q: %d, again %d %v", text, fen, again, err)
		}
		_ = fen.Words()
	})
}
