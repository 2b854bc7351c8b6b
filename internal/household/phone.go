package household

import (
	"strings"

	"chengxin/internal/fault"
)

// CheckPhone refuses what cannot be a telephone number: 7 to 15 digits, with spaces, hyphens and a plus sign. None is fine,
// because nobody must own a phone. Invalid.
func CheckPhone(field, phone string) error {
	digits := 0
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+- ", r):
			return fault.Field(field, "household.phone.bad")
		}
	}
	if phone != "" && (digits < 7 || digits > 15) {
		return fault.Field(field, "household.phone.bad")
	}
	return nil
}
