package audit

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// format is the first thing a later program must look at before it reads an older entry.
const format = 1

// momentLayout is RFC 3339 in UTC with exactly six decimals, so that equal moments are equal bytes.
const momentLayout = "2006-01-02T15:04:05.000000Z"

// Canonical is the entry as the commitment covers it: JSON by RFC 8785 (UTF-8, no white space, keys in order of their
// UTF-16 units, shortest escapes), every field always present, the moment in UTC with six decimals. Bytes that are no
// UTF-8 become U+FFFD. The same entry gives the same bytes in every version of this program.
func (e Entry) Canonical() []byte {
	b := make([]byte, 0, 512+160*len(e.Facts))
	b = field(b, `{"acting_for":`, e.ActingFor)
	b = field(b, `,"actor_id":`, e.ActorID)
	b = field(b, `,"actor_kind":`, e.ActorKind)
	b = field(b, `,"at":`, e.At.UTC().Format(momentLayout))
	b = field(b, `,"county":`, string(e.County))
	b = append(b, `,"detail":{`...)
	for i, name := range detailNames(e.Detail) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, name)
		b = field(b, ":", e.Detail[name])
	}
	b = append(b, `},"erases":[`...)
	for i, seq := range e.Erases {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, seq, 10)
	}
	b = append(b, `],"facts":[`...)
	for i, fact := range e.Facts {
		if i > 0 {
			b = append(b, ',')
		}
		b = field(b, `{"digest":`, fact.Digest)
		b = field(b, `,"id":`, fact.ID)
		b = field(b, `,"table":`, fact.Table)
		b = append(b, '}')
	}
	b = append(b, `],"format":`...)
	b = strconv.AppendInt(b, format, 10)
	b = field(b, `,"household":`, e.Household)
	b = field(b, `,"kind":`, e.Kind)
	b = field(b, `,"permission":`, e.Permission)
	b = field(b, `,"purpose":`, e.Purpose)
	b = field(b, `,"region":`, string(e.Region))
	b = append(b, `,"seq":`...)
	b = strconv.AppendInt(b, e.Seq, 10)
	return append(b, '}')
}

// detailNames orders the names as RFC 8785 does: by UTF-16 units, which differs from bytes beyond U+FFFF.
func detailNames(detail map[string]string) []string {
	names := make([]string, 0, len(detail))
	for name := range detail {
		names = append(names, name)
	}
	slices.SortFunc(names, compareUnits)
	return names
}

// compareUnits compares by UTF-16 units: as bytes do, but what needs two units comes before U+E000 to U+FFFF.
func compareUnits(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == len(a) || i == len(b) || a[i] < 0xee || b[i] < 0xee {
		return strings.Compare(a, b)
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

func field(b []byte, name, value string) []byte { return appendString(append(b, name...), value) }

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string with the escapes of RFC 8785 §3.2.2.2 and no others.
func appendString(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	b = append(b, '"')
	plain := 0 // from where on nothing needed an escape
	for i := range len(s) {
		if s[i] >= 0x20 && s[i] != '"' && s[i] != '\\' {
			continue
		}
		b = append(b, s[plain:i]...)
		plain = i + 1
		switch c := s[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\t':
			b = append(b, `\t`...)
		case '\n':
			b = append(b, `\n`...)
		case '\f':
			b = append(b, `\f`...)
		case '\r':
			b = append(b, `\r`...)
		default:
			b = append(b, `\u00`...)
			b = append(b, hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(b, s[plain:]...), '"')
}
