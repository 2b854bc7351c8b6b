package exchange

import "golang.org/x/sys/cpu"

// masksAVX2 is findMasks for at least one block of 64 bytes, 32 bytes at once. beyond and quotes are not 0 where a byte is beyond
// ASCII or a quote.
//
//go:noescape
func masksAVX2(text *byte, blocks int, masks *[2]uint64) (beyond, quotes uint64)

// findMasks finds the marks of whole blocks of 64 bytes: for each, a bit for every comma and line end, and a bit for every line
// end.
func findMasks(text []byte, masks [][2]uint64) (beyond, quotes bool) {
	if len(text) == 0 || !cpu.X86.HasAVX2 {
		return findMasksByWords(text, masks)
	}
	b, q := masksAVX2(&text[0], len(text)/64, &masks[0])
	return b != 0, q != 0
}
