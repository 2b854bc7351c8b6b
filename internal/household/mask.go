package household

import (
	"strings"
	"unicode/utf8"
)

// Masked is 6422**********123X: the first four and the last four characters of a number of 15 and more; nothing of a
// shorter one.
func (n IDNumber) Masked() string {
	characters := []rune(string(n))
	if len(characters) < 15 {
		return stars(len(characters))
	}
	last := len(characters) - 4
	return string(characters[:4]) + stars(last-4) + string(characters[last:])
}

// MaskName hides a name: 马强 becomes 马*, 马小强 马*强; a name with a middle dot keeps its first character and its dots.
func MaskName(name string) string {
	runes := []rune(strings.TrimSpace(name))
	keepLast := len(runes) >= 3 && !strings.ContainsRune(name, '\u00b7')
	for i, r := range runes {
		first, last := i == 0 && len(runes) > 1, i == len(runes)-1 && keepLast
		if !first && !last && r != '\u00b7' {
			runes[i] = '*'
		}
	}
	return string(runes)
}

// MaskPhone is 138****1234 for a mobile number; of any other number of seven and more characters the last four.
func MaskPhone(phone string) string {
	runes := []rune(strings.TrimSpace(phone))
	switch n := len(runes); {
	case n == 0:
		return ""
	case n == 11 && runes[0] == '1':
		return string(runes[:3]) + "****" + string(runes[7:])
	case n >= 7:
		return "****" + string(runes[n-4:])
	}
	return "****"
}

// MaskAccount shows the last four characters of a bank account of eight and more.
func MaskAccount(account string) string {
	account = strings.ReplaceAll(strings.TrimSpace(account), " ", "")
	switch n := utf8.RuneCountInString(account); {
	case n == 0:
		return ""
	case n >= 8:
		return "****" + string([]rune(account)[n-4:])
	}
	return "****"
}

func stars(n int) string { return strings.Repeat("*", n) }
