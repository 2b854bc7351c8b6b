package access

import (
	"regexp"
	"strings"
)

// isPattern says whether a rule makes the password, so that a program that knows the rule finds it at once.
func isPattern(lower string) bool { return repeats(lower) || walks(lower) || dials(lower) }

// longestUnit is how long a repeated piece may be to count as a repetition, in runes: hunter2hunter2, abc!abc!abc!.
const longestUnit = 8

// repeats says whether the text is one short piece again and again; the last time may be cut short.
func repeats(text string) bool {
	runes := []rune(text)
	for unit := 1; unit <= longestUnit && 2*unit <= len(runes); unit++ {
		same := true
		for i := unit; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-unit]
		}
		if same {
			return true
		}
	}
	return false
}

// keyboard holds the rows of keys as they lie; a key's neighbours are beside it and, shifted a little, above and below.
var keyboard = []string{"`1234567890-=", " qwertyuiop[]", " asdfghjkl;'", " zxcvbnm,./"}

type key struct{ row, column int }

var keys = func() map[rune]key {
	all := map[rune]key{}
	for row, line := range keyboard {
		for column, r := range []rune(line) {
			if r != ' ' {
				all[r] = key{row, column}
			}
		}
	}
	return all
}()

// unshifted gives the key of a sign typed with the shift key.
var unshifted = strings.NewReplacer("!", "1", "@", "2", "#", "3", "$", "4", "%", "5", "^", "6", "&", "7", "*", "8", "(", "9", ")", "0", "_", "-", "+", "=",
	"{", "[", "}", "]", ":", ";", "\"", "'", "<", ",", ">", ".", "?", "/", "~", "`")

// walks says whether the fingers go from key to neighbouring key nearly all the way: 1qaz2wsx3edc, qweasdzxc, poiuytrewq. A
// jump back to the start of the next column or row is part of the walk when most steps are not jumps.
func walks(lower string) bool {
	runes := []rune(unshifted.Replace(lower))
	near := 0
	for i := 1; i < len(runes); i++ {
		from, known := keys[runes[i-1]]
		to, also := keys[runes[i]]
		if !known || !also {
			return false
		}
		if down, across := to.row-from.row, to.column-from.column; down >= -1 && down <= 1 && across >= -1 && across <= 1 {
			near++
		}
	}
	return len(runes) > 1 && 3*near >= 2*(len(runes)-1)
}

var (
	onlyDigits = regexp.MustCompile(`^[0-9 .-]*[0-9x]$`)
	telephone  = regexp.MustCompile(`1[3-9]\d{9}`)
	calendar   = regexp.MustCompile(`(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])`)
)

// dials says whether it is digits alone with a telephone number or a day in them: numbers that stand on papers.
func dials(lower string) bool {
	digits := strings.NewReplacer(" ", "", ".", "", "-", "").Replace(lower)
	return onlyDigits.MatchString(lower) && (telephone.MatchString(digits) || calendar.MatchString(digits))
}
