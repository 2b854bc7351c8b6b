package money

import (
	"errors"
	"strconv"
	"strings"
)

// Fen is an amount in fen (1/100 yuan).
type Fen int64

// ErrNotAmount says that a text is no amount in yuan with at most two decimals.
var ErrNotAmount = errors.New("not an amount in yuan with at most two decimals")

// ErrTooLarge says that a text has more than 13 digits of yuan: a digit too many was typed.
var ErrTooLarge = errors.New("more than 13 digits of yuan")

// Parse reads yuan as people type them: "1234", "1,234.5", "¥1,234.56", full-width digits, 元 at the end. Negative amounts
// are refused (ErrNotAmount), and more than 13 digits of yuan (ErrTooLarge).
func Parse(text string) (Fen, error) {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '\uff10' && r <= '\uff19': // full-width digits
			return r - '\uff10' + '0'
		case r == '\uff0e' || r == '\u3002': // full-width stops
			return '.'
		case strings.ContainsRune(" ,\u00a0\uff0c\u3000\u00a5\uffe5", r): // grouping and currency signs
			return -1
		}
		return r
	}, strings.TrimSpace(text))
	text = strings.TrimSuffix(text, "元")
	whole, decimals, _ := strings.Cut(text, ".")
	if whole == "" || len(decimals) > 2 {
		return 0, ErrNotAmount
	}
	for _, r := range whole + decimals {
		if r < '0' || r > '9' {
			return 0, ErrNotAmount
		}
	}
	if len(whole) > 13 {
		return 0, ErrTooLarge
	}
	decimals += strings.Repeat("0", 2-len(decimals))
	fen, err := strconv.ParseInt(whole+decimals, 10, 64)
	return Fen(fen), err
}

// String is yuan with grouping and two decimals: 1,234.56.
func (f Fen) String() string {
	sign, n := "", int64(f)
	if n < 0 {
		sign, n = "-", -n
	}
	whole := strconv.FormatInt(n/100, 10)
	var grouped strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			grouped.WriteByte(',')
		}
		grouped.WriteRune(digit)
	}
	return sign + grouped.String() + "." + string([]byte{byte('0' + n/10%10), byte('0' + n%10)})
}

// Yuan is the amount as pages show it: ¥1,234.56.
func (f Fen) Yuan() string {
	if f < 0 {
		return "-\u00a5" + (-f).String()
	}
	return "\u00a5" + f.String()
}
