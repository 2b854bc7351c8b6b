package verification

import (
	"strconv"

	"chengxin/internal/money"
	"chengxin/internal/verification"
	"chengxin/internal/wording"
)

// ResultWords say what a source answered: the value where there is one, else the state.
func ResultWords(language wording.Language, item verification.Item, state verification.State, value int64) string {
	if state != verification.Found || item.Unit == "yesno" || item.Class == "MEMB" {
		return state.Label(language)
	}
	switch item.Unit {
	case "fen":
		measure := verification.Yuan
		if item.Periodic {
			measure = verification.YuanYear
		}
		return money.Fen(value).String() + " " + measure.Label(language)
	case "area":
		return money.Fen(value).String() + " " + verification.SquareM.Label(language)
	}
	return strconv.FormatInt(value, 10) + " " + item.Counter
}
