package exchange

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"chengxin/internal/comparison"
)

// maxKey is how many bytes an id may have.
const maxKey = 32

// The reasons of bad rows.
const (
	badItem       = "item"
	badMember     = "member"
	badValue      = "value"
	badAsOf       = "as_of"
	badSince      = "since"
	badStatus     = "status"
	badNotCovered = "not_covered"
)

// reasons are those of bad rows in the order in which they apply.
var reasons = []string{badItem, badMember, badValue, badAsOf, badSince, badStatus, badNotCovered}

// row is one row of the long form, checked.
type row struct {
	item     int
	member   []byte // empty for a household item
	value    uint64
	asOf     comparison.Day
	since    comparison.Day
	period   []byte
	setAside bool
}

// rowChecker checks rows. It remembers the day of the row before, since rows repeat it. It is for one goroutine.
type rowChecker struct {
	rules  *comparison.Rules
	traits []trait
	codes  [1024]codeSlot // items whose code has at most 8 bytes, by a hash of the code
	hasAll bool           // every code of the catalogue is in codes

	dayText [10]byte
	day     comparison.Day
}

// trait is what a row's check must know of an item.
type trait struct {
	byMember, yesNo bool
	covered         [3]bool
}

type codeSlot struct {
	code uint64 // the code's bytes
	item int32  // index + 1; 0 for an empty slot
	size uint8
}

func newRowChecker(rules *comparison.Rules) *rowChecker {
	r := &rowChecker{rules: rules, hasAll: true}
	for item := range rules.Len() {
		one := trait{byMember: rules.ByMember(item), yesNo: rules.YesNo(item)}
		for _, source := range comparison.Sources() {
			one.covered[source] = rules.Covers(item, source)
		}
		r.traits = append(r.traits, one)
		code := rules.Code(item)
		if len(code) > 8 || rules.Len() > len(r.codes)/4 {
			r.hasAll = false
			continue
		}
		word := shortWord([]byte(code))
		at := codeHash(word)
		for r.codes[at].item > 0 {
			at = (at + 1) % len(r.codes)
		}
		r.codes[at] = codeSlot{code: word, item: int32(item) + 1, size: uint8(len(code))}
	}
	return r
}

// shortWord packs at most 8 bytes.
func shortWord(text []byte) uint64 {
	if len(text) == 4 { // as the default edition's are
		return uint64(binary.LittleEndian.Uint32(text))
	}
	var word uint64
	for i, b := range text {
		word |= uint64(b) << (8 * i)
	}
	return word
}

func codeHash(word uint64) int { return int(word * 0x9e3779b97f4a7c15 >> 54) }

// find gives the index of an item, −1 for none.
func (r *rowChecker) find(code []byte) int {
	if len(code) <= 8 {
		word := shortWord(code)
		for at := codeHash(word); r.codes[at].item > 0; at = (at + 1) % len(r.codes) {
			if slot := &r.codes[at]; slot.code == word && int(slot.size) == len(code) {
				return int(slot.item) - 1
			}
		}
		if r.hasAll {
			return -1
		}
	}
	return r.rules.Find(code)
}

// read checks a row, and gives the first reason why it is bad; "" for none.
func (r *rowChecker) read(source comparison.Source, cut *record, into *row) (reason string) {
	item := r.find(cut.field(itemColumn))
	if item < 0 {
		return badItem
	}
	trait := &r.traits[item]
	into.item, into.member = item, cut.field(memberColumn)
	if trait.byMember != (len(into.member) > 0) || len(into.member) > maxKey {
		return badMember
	}
	// The status comes last of the reasons but says which values are allowed.
	status, known := cut.field(statusColumn), true
	none, without := false, false
	switch {
	case len(status) == 0:
	case string(status) == "found":
	case string(status) == "none":
		none = true
	case string(status) == "unavailable", string(status) == "not_asked":
		without = true
	default:
		known = false
	}
	into.setAside = without
	var fits bool
	value := cut.field(valueColumn)
	into.value, fits = readValue(value)
	switch {
	case len(value) == 0:
		fits = none || without
	case none:
		fits = fits && into.value == 0
	case trait.yesNo:
		fits = fits && into.value <= 1
	}
	if !fits {
		return badValue
	}
	if into.asOf, fits = r.readDay(cut.field(asOfColumn)); !fits {
		return badAsOf
	}
	into.since = 0
	if since := cut.field(sinceColumn); len(since) > 0 {
		if into.since, fits = r.readDay(since); !fits {
			return badSince
		}
	}
	switch {
	case !known:
		return badStatus
	case !trait.covered[source]:
		return badNotCovered
	}
	into.period = cut.field(periodColumn)
	return ""
}

// readValue reads 0|[1-9][0-9]{0,14}.
func readValue(text []byte) (value uint64, fits bool) {
	if len(text) == 0 || len(text) > 15 || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	for _, b := range text {
		digit := b - '0'
		if digit > 9 {
			return 0, false
		}
		value = value*10 + uint64(digit)
	}
	return value, true
}

func (r *rowChecker) readDay(text []byte) (comparison.Day, bool) {
	if len(text) != len(r.dayText) {
		return 0, false
	}
	if [10]byte(text) == r.dayText {
		return r.day, true
	}
	day, exists := comparison.ParseDay(text)
	if exists {
		r.dayText, r.day = [10]byte(text), day
	}
	return day, exists
}

// foldKey gives a key as it is compared: 17 digits and x are read as X. The text is not changed; the memory is for the copy.
func foldKey(text []byte, memory *[maxKey]byte) []byte {
	if len(text) != 18 || text[17] != 'x' {
		return text
	}
	for _, b := range text[:17] {
		if b-'0' > 9 {
			return text
		}
	}
	copy(memory[:], text)
	memory[17] = 'X'
	return memory[:18]
}

// readableHousehold says whether a household's id can be one: 1 to 32 bytes without control characters.
func readableHousehold(id []byte) bool {
	if len(id) == 0 || len(id) > maxKey {
		return false
	}
	for i, b := range id {
		if b >= 0x20 && b < 0x7f {
			continue
		}
		if b < utf8.RuneSelf {
			return false
		}
		for _, r := range string(id[i:]) {
			if unicode.IsControl(r) {
				return false
			}
		}
		return true
	}
	return true
}

// sameKey compares two texts of at most 32 bytes by words.
func sameKey(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	if len(a) < 8 || len(a) > maxKey {
		return string(a) == string(b)
	}
	last := len(a) - 8
	for i := 0; i < last; i += 8 {
		if binary.LittleEndian.Uint64(a[i:]) != binary.LittleEndian.Uint64(b[i:]) {
			return false
		}
	}
	return binary.LittleEndian.Uint64(a[last:]) == binary.LittleEndian.Uint64(b[last:])
}
