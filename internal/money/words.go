package money

import "strings"

var (
	wordDigits = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	wordPlaces = [...]string{"", "拾", "佰", "仟"}
)

// Words is the amount in the capital characters of receipts and orders (支付结算办法, 正确填写票据和结算凭证的基本规定): one 零
// for any zeros between digits, 整 when it ends at 元 or 角, nothing after 分; 零元整 for nothing.
func (f Fen) Words() string {
	if f < 0 {
		// Negated as unsigned, so that the smallest int64 has words too.
		return "负" + words(-uint64(f))
	}
	return words(uint64(f))
}

func words(fen uint64) string {
	yuan, jiao, cent := fen/100, fen/10%10, fen%10
	var text strings.Builder
	if yuan > 0 {
		text.WriteString(wordsOf(yuan) + "元")
	}
	switch {
	case yuan == 0 && jiao == 0 && cent == 0:
		return "零元整"
	case jiao == 0 && cent == 0:
		return text.String() + "整"
	case jiao > 0:
		text.WriteString(wordDigits[jiao] + "角")
	case yuan > 0:
		text.WriteString("零") // 1.05 is 壹元零伍分
	}
	if cent == 0 {
		return text.String() + "整"
	}
	return text.String() + wordDigits[cent] + "分"
}

// wordsOf writes a whole number above zero: 亿 by 亿, and within one 亿 four digits at a time.
func wordsOf(n uint64) string {
	const yi = 100_000_000
	if n >= yi {
		text, rest := wordsOf(n/yi)+"亿", n%yi
		if rest == 0 {
			return text
		}
		if rest < yi/10 || n/yi%10 == 0 {
			text += "零"
		}
		return text + wordsOf(rest)
	}
	var text strings.Builder
	zero := false
	for i, unit := 7, uint64(yi/10); i >= 0; i, unit = i-1, unit/10 {
		switch digit := n / unit % 10; {
		case digit > 0:
			if zero {
				text.WriteString("零")
			}
			zero = false
			text.WriteString(wordDigits[digit] + wordPlaces[i%4])
		case text.Len() > 0:
			zero = true
		}
		if i == 4 && n >= 10_000 {
			text.WriteString("万")
		}
	}
	return text.String()
}
