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
	masks [][2]uint64
	tail  [64]byte
}

// The bytes that are looked for, eight times; and what the arithmetic on eight bytes at once needs.
const (
	eightCommas   = 0x2c2c2c2c2c2c2c2c
	eightLineEnds = 0x0a0a0a0a0a0a0a0a
	eightQuotes   = 0x2222222222222222
	lowBits       = 0x7f7f7f7f7f7f7f7f
	highBits      = 0x8080808080808080
	gather        = 0x0102040810204080 // times eight bytes of 0 or 1, it brings them together in the highest byte
)

// find finds the marks of a text; beyond and quotes say whether a byte is beyond ASCII or a quote.
func (m *marks) find(text []byte) (beyond, quotes bool) {
	blocks := len(text) / 64
	if cap(m.masks) <= blocks {
		m.masks = make([][2]uint64, blocks+1)
		m.at = make([]uint32, len(text)+80)
		m.lines = make([]uint32, len(text)+80)
	}
	masks := m.masks[:blocks+1]
	beyond, quotes = findMasks(text[:blocks*64], masks)
	m.tail = [64]byte{}
	copy(m.tail[:], text[blocks*64:])
	moreBeyond, moreQuotes := findMasksByWords(m.tail[:], masks[blocks:])

	at, lines := m.at[:cap(m.at)], m.lines[:cap(m.lines)]
	at[0] = ^uint32(0)
	n, l := 1, 0
	for block, mask := range masks {
		hits, from := mask[0], uint32(block*64)
		for ends := mask[1]; ends != 0; ends &= ends - 1 {
			lines[l] = uint32(n + bits.OnesCount64(hits&(ends&-ends-1)))
			l++
		}
		// Eight at once, whether there are or not: what is too much is written over. A loop would be guessed wrong each time.
		next := n + bits.OnesCount64(hits)
		for ; n < next; n += 8 {
			eight := at[n : n+8 : n+8]
			eight[0] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
			eight[1] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
			eight[2] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
			eight[3] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
			eight[4] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
			eight[5] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
			eight[6] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
			eight[7] = from + uint32(bits.TrailingZeros64(hits))
			hits &= hits - 1
		}
		n = next
	}
	m.at, m.lines = at[:n], lines[:l]
	return beyond || moreBeyond, quotes || moreQuotes
}

// findMasksByWords is findMasks for processors without wider words.
func findMasksByWords(text []byte, masks [][2]uint64) (beyond, quotes bool) {
	var seen, quoted uint64
	for block := range len(text) / 64 {
		var mask [2]uint64
		for i := range 8 {
			word := binary.LittleEndian.Uint64(text[block*64+i*8:])
			seen |= word
			ends := zeroBytes(word ^ eightLineEnds)
			hits := zeroBytes(word^eightCommas) | ends
			quoted |= zeroBytes(word ^ eightQuotes)
			mask[0] |= (hits * gather >> 56) << (8 * i)
			mask[1] |= (ends * gather >> 56) << (8 * i)
		}
		masks[block] = mask
	}
	return seen&highBits != 0, quoted != 0
}

// zeroBytes has 1 in each byte that is 0: adding 0x7f to the low bits of any other sets its high bit.
func zeroBytes(word uint64) uint64 {
	return ^((word&lowBits + lowBits) | word | lowBits) >> 7
}
