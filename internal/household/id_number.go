package household

import (
	"fmt"
	"strings"
	"time"

	"chengxin/internal/period"
)

// IDNumber is a citizen identity number (公民身份号码, GB 11643) as it was given, with x read as X. It may fail its check
// digit, and it may be another document's number.
type IDNumber string

// ReadIDNumber tidies what was typed: spaces go, full-width digits become plain, a final x becomes X.
func ReadIDNumber(typed string) IDNumber {
	tidy := strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\u3000' || r == '\u00a0':
			return -1
		case r >= '\uff10' && r <= '\uff19':
			return r - '\uff10' + '0'
		case r == 'x' || r == '\uff38' || r == '\uff58':
			return 'X'
		}
		return r
	}, typed)
	return IDNumber(tidy)
}

// Doubt says what is odd about an identity number. It is a warning that asks for verification, never a refusal.
type Doubt string

// The doubts.
const (
	NoDoubt   Doubt = ""
	BadLength Doubt = "length" // not 18 digits, the last of which may be X
	BadDate   Doubt = "date"   // digits 7 to 14 are no day
	BadCheck  Doubt = "check"  // the check digit is another (GB 11643)
)

// Key is the doubt's key in the catalogue.
func (d Doubt) Key() string { return "household.id_number." + string(d) }

var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// Check looks for a doubt. The first six digits are never judged: older numbers carry codes that no longer exist, and residence
// permits of 港澳台 residents begin with 81, 82 and 83.
func (n IDNumber) Check() Doubt {
	if len(n) != 18 {
		return BadLength
	}
	sum := 0
	for i, weight := range weights {
		if n[i] < '0' || n[i] > '9' {
			return BadLength
		}
		sum += int(n[i]-'0') * weight
	}
	if n[17] != 'X' && (n[17] < '0' || n[17] > '9') {
		return BadLength
	}
	if n.Birthday().IsZero() {
		return BadDate
	}
	if n[17] != "10X98765432"[sum%11] {
		return BadCheck
	}
	return NoDoubt
}

// Birthday is the day in the number; the zero Day where it has none.
func (n IDNumber) Birthday() period.Day {
	if len(n) != 18 {
		return period.Day{}
	}
	day, err := time.Parse("20060102", string(n[6:14]))
	if err != nil || day.Year() < 1850 {
		return period.Day{}
	}
	return period.NewDay(day.Year(), day.Month(), day.Day())
}

// Sex is what the number's 17th digit says.
type Sex string

// The values of Sex.
const (
	UnknownSex Sex = ""
	Male       Sex = "male"
	Female     Sex = "female"
)

// Sex is male for an odd 17th digit, female for an even one.
func (n IDNumber) Sex() Sex {
	if len(n) != 18 || n[16] < '0' || n[16] > '9' {
		return UnknownSex
	}
	if (n[16]-'0')%2 == 1 {
		return Male
	}
	return Female
}

// Tail is the last four characters, with which residents show that a code is theirs.
func (n IDNumber) Tail() string {
	if len(n) < 4 {
		return string(n)
	}
	return string(n[len(n)-4:])
}

// Masked is the number as pages show it: 6422**********123X. Numbers shorter than ten characters show only their last two.
func (n IDNumber) Masked() string {
	runes := []rune(string(n))
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) < 10:
		return strings.Repeat("*", max(0, len(runes)-2)) + string(runes[max(0, len(runes)-2):])
	}
	return string(runes[:4]) + strings.Repeat("*", len(runes)-8) + string(runes[len(runes)-4:])
}

// Invented makes an identity number for tests and the demonstration. It refuses a region code that could be a real one:
// only 99xxxx exists nowhere.
func Invented(regionCode string, birthday period.Day, order int) (IDNumber, error) {
	if len(regionCode) != 6 || !strings.HasPrefix(regionCode, "99") || order < 0 || order > 999 {
		return "", fmt.Errorf("an invented identity number needs a region code 99xxxx and an order of 0 to 999, not %q and %d", regionCode, order)
	}
	digits := fmt.Sprintf("%s%04d%02d%02d%03d", regionCode, birthday.Year(), int(birthday.Month()), birthday.Date(), order)
	sum := 0
	for i, weight := range weights {
		sum += int(digits[i]-'0') * weight
	}
	return IDNumber(digits + string("10X98765432"[sum%11])), nil
}
