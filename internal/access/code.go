package access

import (
	"io"
	"strings"
	"unicode"
)

// codeDigits is the length of a resident's one-time code: eleven random digits and a check digit. With the last digits of
// the identity number and the limits on wrong tries it cannot be guessed; as digits alone it can be typed on any phone.
const codeDigits = 12

// NewCode makes the one-time code that a notice carries, without blanks.
func NewCode(random io.Reader) (string, error) {
	digits := make([]byte, 0, codeDigits)
	one := make([]byte, 1)
	for len(digits) < codeDigits-1 {
		if _, err := io.ReadFull(random, one); err != nil {
			return "", err
		}
		if one[0] < 250 { // the bytes from 250 on would make some digits more likely
			digits = append(digits, '0'+one[0]%10)
		}
	}
	return string(append(digits, checkDigit(digits))), nil
}

// ReadCode reads a code as people type it: blanks, hyphens and full-width digits are fine. ok is false when it cannot be
// a code at all, which a slip of one digit always shows: nothing is looked up then, and no try is counted.
func ReadCode(typed string) (code string, ok bool) {
	digits, ok := digitsOf(typed)
	if !ok || len(digits) != codeDigits || checkDigit(digits[:codeDigits-1]) != digits[codeDigits-1] {
		return "", false
	}
	return string(digits), true
}

// CodeLength says whether as many digits were typed as a code has: then one of them is wrong, and none is missing.
func CodeLength(typed string) bool {
	digits, ok := digitsOf(typed)
	return ok && len(digits) == codeDigits
}

func digitsOf(typed string) ([]byte, bool) {
	digits := make([]byte, 0, codeDigits)
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r >= '\uff10' && r <= '\uff19':
			digits = append(digits, byte('0'+r-'\uff10'))
		case unicode.IsSpace(r) || r == '-' || r == '\u2014' || r == '\u2013':
		default:
			return nil, false
		}
	}
	return digits, true
}

// GroupCode prints a code in groups of four, as it stands on paper.
func GroupCode(code string) string {
	var text strings.Builder
	for i, r := range code {
		if i > 0 && i%4 == 0 {
			text.WriteByte(' ')
		}
		text.WriteRune(r)
	}
	return text.String()
}

// checkDigit is Luhn's: it finds every wrong digit and nearly every swap of neighbours.
func checkDigit(digits []byte) byte {
	sum := 0
	for i := range digits {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return byte('0' + (10-sum%10)%10)
}

// ReadTail reads the last four characters of an identity number as typed: x, full-width digits and blanks are fine.
func ReadTail(typed string) (tail string, ok bool) {
	var text strings.Builder
	for _, r := range typed {
		switch {
		case r >= '\uff10' && r <= '\uff19':
			r = '0' + r - '\uff10'
		case r == 'x' || r == '\uff38' || r == '\uff58':
			r = 'X'
		case unicode.IsSpace(r):
			continue
		}
		text.WriteRune(r)
	}
	tail = text.String()
	if len(tail) != 4 {
		return "", false
	}
	for i, r := range tail {
		if (r < '0' || r > '9') && !(r == 'X' && i == 3) {
			return "", false
		}
	}
	return tail, true
}
