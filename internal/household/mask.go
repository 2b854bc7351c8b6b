package household

import "strings"

// MaskName shows a name's first character, and its last where it has three or more: 马*强, 马*. A name with · keeps the part
// before it: 买买提·***.
func MaskName(name string) string {
	if before, after, found := strings.Cut(name, "\u00b7"); found {
		return before + "\u00b7" + strings.Repeat("*", len([]rune(after)))
	}
	runes := []rune(name)
	switch len(runes) {
	case 0:
		return ""
	case 1:
		return "*"
	case 2:
		return string(runes[0]) + "*"
	}
	return string(runes[0]) + strings.Repeat("*", len(runes)-2) + string(runes[len(runes)-1])
}

// MaskPhone shows a phone number's first three and last four digits: 138****1234.
func MaskPhone(phone string) string {
	runes := []rune(phone)
	if len(runes) < 8 {
		return strings.Repeat("*", len(runes))
	}
	return string(runes[:3]) + strings.Repeat("*", len(runes)-7) + string(runes[len(runes)-4:])
}

// MaskAccount shows a bank account's last four digits.
func MaskAccount(account string) string {
	runes := []rune(account)
	if len(runes) < 8 {
		return strings.Repeat("*", len(runes))
	}
	return "****" + string(runes[len(runes)-4:])
}
