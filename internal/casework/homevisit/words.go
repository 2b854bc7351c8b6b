package homevisit

import (
	"chengxin/internal/declaration"
	"chengxin/internal/homevisit"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// SeenWords says what was put down of an item, as pages and papers show it: with the year beside a month, and with its own word
// for what could not be told, was not asked, or is only for somebody else's eyes.
func SeenWords(language wording.Language, item Item, member string, seen homevisit.Seen) string {
	if seen.State != homevisit.Found {
		return wording.T(language, "visit.state."+string(seen.State))
	}
	if item.Presence(member) {
		return wording.T(language, "visit.state.present")
	}
	return figure(language, item, seen.Amount, seen.Length)
}

// DeclaredWords says what was declared of an item in the same words.
func DeclaredWords(language wording.Language, item Item, line declaration.Line) string {
	switch line.State {
	case declaration.None:
		return wording.T(language, "visit.state.none_declared")
	case declaration.DontKnow, declaration.NeedsHelp, declaration.Withheld:
		return wording.T(language, "visit.declared.unsure")
	case declaration.Given:
	}
	if item.Presence(line.Member) {
		return wording.T(language, "visit.state.present")
	}
	return figure(language, item, line.Amount, line.Length)
}

// figure is an amount in its unit.
func figure(language wording.Language, item Item, amount int64, length period.Length) string {
	switch item.Unit {
	case homevisit.YesNo:
		return wording.T(language, "visit.state.present")
	case homevisit.Count:
		return wording.T(language, "visit.figure.count", "amount", amount, "counter", item.Counter)
	case homevisit.Area:
		return wording.T(language, "visit.figure.area", "amount", money.Fen(amount).String())
	case homevisit.Fen:
	}
	switch length {
	case period.Month:
		return wording.T(language, "visit.figure.month", "amount", money.Fen(amount).String(), "year", money.Fen(amount*12).String())
	case period.Year:
		return wording.T(language, "visit.figure.year", "amount", money.Fen(amount).String())
	case period.Unsaid:
	}
	return wording.T(language, "visit.figure.yuan", "amount", money.Fen(amount).String())
}
