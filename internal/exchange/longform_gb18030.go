package exchange

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gb18030Pairs decodes the two-byte codes: by (lead − 0x81)·190 + trail, 0 for what the encoding does not define. It is made on
// first use from the library's tables, whose own decoder replaces what it cannot read.
var gb18030Pairs = sync.OnceValue(func() *[126 * 190]uint16 {
	var table [126 * 190]uint16
	for lead := range 126 {
		for trail := range 190 {
			pair := [2]byte{byte(lead + 0x81), byte(trail + 0x40)}
			if trail >= 63 {
				pair[1]++ // 0x7f is no trail
			}
			if r := gb18030One(pair[:]); r > 0 && r <= 0xffff {
				table[lead*190+trail] = uint16(r)
			}
		}
	}
	return &table
})

// gb18030One decodes one character with the library; 0 when it cannot.
func gb18030One(code []byte) rune {
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(code)
	if err != nil {
		return 0
	}
	r, size := utf8.DecodeRune(text)
	if size != len(text) || r == utf8.RuneError {
		return 0
	}
	return r
}

// appendGB18030 decodes a text that ends where a character ends. It gives the offset of the first bytes that GB 18030 does not
// define, −1 when there are none: nothing is ever replaced, since two names would become one.
func appendGB18030(to, text []byte) (decoded []byte, undefined int) {
	pairs := gb18030Pairs()
	for i := 0; i < len(text); {
		lead := text[i]
		if lead < 0x80 {
			to = append(to, lead)
			i++
			continue
		}
		if lead == 0x80 || lead == 0xff || i+1 >= len(text) {
			return to, i
		}
		switch trail := text[i+1]; {
		case trail >= 0x40 && trail <= 0xfe && trail != 0x7f:
			at := int(lead-0x81)*190 + int(trail-0x40)
			if trail > 0x7f {
				at--
			}
			r := pairs[at]
			if r == 0 {
				return to, i
			}
			to = utf8.AppendRune(to, rune(r))
			i += 2
		case trail >= 0x30 && trail <= 0x39 && i+3 < len(text) && text[i+2] >= 0x81 && text[i+2] <= 0xfe && text[i+3] >= 0x30 && text[i+3] <= 0x39:
			r := gb18030Four(text[i : i+4])
			if r == 0 {
				return to, i
			}
			to = utf8.AppendRune(to, r)
			i += 4
		default:
			return to, i
		}
	}
	return to, -1
}

// gb18030Four decodes a code of four bytes, 0 for what is not defined. U+FFFD has a code of its own, which is a character like
// another; the library gives it for errors, too.
func gb18030Four(code []byte) rune {
	const supplementary = (0x90 - 0x81) * 12600
	linear := ((int(code[0]-0x81)*10+int(code[1]-0x30))*126+int(code[2]-0x81))*10 + int(code[3]-0x30)
	if linear >= supplementary {
		if r := rune(linear - supplementary + 0x10000); r <= utf8.MaxRune {
			return r
		}
		return 0
	}
	if [4]byte(code) == [4]byte{0x84, 0x31, 0xa4, 0x37} {
		return utf8.RuneError
	}
	return gb18030One(code)
}
