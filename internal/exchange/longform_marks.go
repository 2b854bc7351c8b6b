package exchange

import (
	"encoding/binary"
	"math/bits"
)

// marks are the ends of a text's fields: every comma and every line end. The first mark stands before the text (its position is
// −1 as a number without sign), so that a field always lies between two marks.
type marks struct {
	at    []uint32 // positions
	lines []uint32 // of at, those that are line ends
}

// The bytes that end fields, eight times; and what the arithmetic on eight bytes at once needs.
const (
	eightCommas   = 0x2c2c2c2c2c2c2c2c
	eightLineEnds = 0x0a0a0a0a0a0a0a0a
	lowBits       = 0x7f7f7f7f7f7f7f7f
	highBits      = 0x8080808080808080
)

// find finds the marks of a text. It looks at eight bytes at once. ascii is false where a byte is beyond ASCII.
func (m *marks) find(text []byte) (ascii bool) {
	if cap(m.at) < len(text)+16 {
		m.at = make([]uint32, len(text)+16)
		m.lines = make([]uint32, len(text)+16)
	}
	at, lines := m.at[:cap(m.at)], m.lines[:cap(m.lines)]
	at[0] = ^uint32(0)
	var seen uint64
	n, l, i := 1, 0, 0
	for ; i+8 <= len(text); i += 8 {
		word := binary.LittleEndian.Uint64(text[i:])
		seen |= word
		// A byte of commas is 0 exactly where word has a comma; adding 0x7f to its low bits then sets no high bit.
		commas, ends := word^eightCommas, word^eightLineEnds
		commas = (commas&lowBits + lowBits) | commas
		ends = (ends&lowBits + lowBits) | ends
		hits := ^(commas & ends) & highBits
		for lineHits := ^ends & highBits; lineHits != 0; lineHits &= lineHits - 1 {
			lines[l] = uint32(n + bits.OnesCount64(hits&(lineHits&-lineHits-1)))
			l++
		}
		for ; hits != 0; hits &= hits - 1 {
			at[n] = uint32(i + bits.TrailingZeros64(hits)>>3)
			n++
		}
	}
	for ; i < len(text); i++ {
		seen |= uint64(text[i])
		if text[i] == '\n' {
			lines[l] = uint32(n)
			l++
		}
		if text[i] == ',' || text[i] == '\n' {
			at[n] = uint32(i)
			n++
		}
	}
	m.at, m.lines = at[:n], lines[:l]
	return seen&highBits == 0
}
