//go:build !amd64

package exchange

// findMasks finds the marks of whole blocks of 64 bytes: for each, a bit for every comma and line end, and a bit for every line
// end.
func findMasks(text []byte, masks [][2]uint64) (beyond, quotes bool) {
	return findMasksByWords(text, masks)
}
