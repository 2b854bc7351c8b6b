package household

import (
	"fmt"
	"strings"

	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// IDNumber is a citizen identity number (公民身份号码, GB 11643) or a residence permit's of the same form, as it stands on
// the document. It is kept even when it is wrong: Check warns and a person verifies. Empty: not given.
type IDNumber string

// Warning says what looks wrong with an identity number. It asks for verification and never refuses anybody.
type Warning string

// The warnings; Fine means that nothing looks wrong.
const (
	Fine         Warning = ""
	NotGiven     Warning = "not_given"
	OldForm      Warning = "old_form" // 15 digits, as issued before 1999-10-01
	BadLength    Warning = "bad_length"
	BadCharacter Warning = "bad_character"
	BadDate      Warning = "bad_date"
	BadCheck     Warning = "bad_check"
)

// Warnings lists the warnings.
func Warnings() []Warning {
	return []Warning{NotGiven, OldForm, BadLength, BadCharacter, BadDate, BadCheck}
}

// Message is the warning as a sentence; empty when nothing looks wrong.
func (w Warning) Message(language wording.Language) string {
	if w == Fine {
		return ""
	}
	return wording.T(language, "household.id_number."+string(w))
}

// ReadIDNumber reads what was typed: spaces and hyphens go, full-width digits and letters become plain, x becomes X.
// Everything else stays, so that a wrong number can be shown as it was given.
func ReadIDNumber(text string) IDNumber {
	return IDNumber(strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' { // full-width forms
			r -= '\uff01' - '!'
		}
		switch {
		case r == 'x' || r == '\u00d7': // also the multiplication sign typed for it
			return 'X'
		case strings.ContainsRune(" -\t\r\n\u00a0\u3000\u200b\ufeff", r):
			return -1
		}
		return r
	}, text))
}

// Check tells the first thing that looks wrong. It never asks for a region prefix: old numbers carry codes that are gone,
// and residence permits of people from Hong Kong, Macao and Taiwan begin with 81, 82 and 83.
func (n IDNumber) Check() Warning {
	switch {
	case n == "":
		return NotGiven
	case len(n) == 15 && allDigits(string(n)) && !n.Birthday().IsZero():
		return OldForm
	case len(n) != 18:
		return BadLength
	case !allDigits(string(n[:17])) || n[17] != 'X' && !allDigits(string(n[17:])):
		return BadCharacter
	case n.Birthday().IsZero():
		return BadDate
	case n[17] != checkDigit(string(n[:17])):
		return BadCheck
	}
	return Fine
}

// checkDigit is the check character of 17 digits (GB 11643: ISO 7064 MOD 11-2).
func checkDigit(first string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, weight := range weights {
		sum += int(first[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

// Birthday is the day of birth that the number holds, from 1850 on; zero when it holds none.
func (n IDNumber) Birthday() period.Day {
	var text string
	switch {
	case len(n) == 18 && allDigits(string(n[:17])):
		text = string(n[6:14])
	case len(n) == 15 && allDigits(string(n)):
		text = "19" + string(n[6:12])
	default:
		return period.Day{}
	}
	day, err := period.ParseDay(text[:4] + "-" + text[4:6] + "-" + text[6:])
	if err != nil || day.Year() < 1850 {
		return period.Day{}
	}
	return day
}

// Region is the county code that the number starts with: where it was first issued, not where the person lives.
func (n IDNumber) Region() region.Code {
	if len(n) < 6 || !allDigits(string(n[:6])) {
		return ""
	}
	return region.Code(n[:6])
}

// Permit says whether the number is that of a residence permit for people from Hong Kong (810000), Macao (820000) or
// Taiwan (830000).
func (n IDNumber) Permit() bool {
	code := n.Region()
	return len(n) == 18 && (code == "810000" || code == "820000" || code == "830000")
}

// LastFour is the last four characters, with which people prove themselves; all of a shorter number.
func (n IDNumber) LastFour() string {
	characters := []rune(string(n))
	return string(characters[max(0, len(characters)-4):])
}

// Invented says whether the number has the form of InventedID's, whose region code is nobody's.
func (n IDNumber) Invented() bool { return len(n) == 18 && strings.HasPrefix(string(n), "99") }

// InventedID makes a well-formed number for tests and the demonstration. Its region code must be 99 and four digits, which
// is nobody's; seq (0-999) is the order number, odd for men. It panics otherwise: a real person's number must never be
// made up.
func InventedID(regionCode string, birth period.Day, seq int) IDNumber {
	if len(regionCode) != 6 || !allDigits(regionCode) || !strings.HasPrefix(regionCode, "99") {
		panic("household: an invented identity number needs a region code 99xxxx, not " + regionCode)
	}
	if birth.IsZero() || seq < 0 || seq > 999 {
		panic("household: an invented identity number needs a birthday and an order number from 0 to 999")
	}
	first := regionCode + strings.ReplaceAll(birth.String(), "-", "") + fmt.Sprintf("%03d", seq)
	return IDNumber(first + string(checkDigit(first)))
}

func allDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
