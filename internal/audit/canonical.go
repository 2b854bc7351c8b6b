package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"chengxin/internal/region"
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

// wire is an entry as its JSON spells it.
type wire struct {
	ActingFor  string            `json:"acting_for"`
	ActorID    string            `json:"actor_id"`
	ActorKind  string            `json:"actor_kind"`
	At         string            `json:"at"`
	County     region.Code       `json:"county"`
	Detail     map[string]string `json:"detail"`
	Erases     []int64           `json:"erases"`
	Facts      []wireFact        `json:"facts"`
	Format     int               `json:"format"`
	Household  string            `json:"household"`
	Kind       string            `json:"kind"`
	Permission string            `json:"permission"`
	Purpose    string            `json:"purpose"`
	Region     region.Code       `json:"region"`
	Seq        int64             `json:"seq"`
}

type wireFact struct {
	Digest string `json:"digest"`
	ID     string `json:"id"`
	Table  string `json:"table"`
}

var errNotCanonical = errors.New("not a canonical log entry")

// ParseEntry reads what Canonical wrote and refuses everything else: an unknown format, an unknown or missing field, and
// any other spelling of the same JSON.
func ParseEntry(payload []byte) (Entry, error) {
	var read wire
	if err := json.Unmarshal(payload, &read); err != nil {
		return Entry{}, errors.Join(errNotCanonical, err)
	}
	if read.Format != format {
		return Entry{}, fmt.Errorf("%w: format %d", errNotCanonical, read.Format)
	}
	at, err := time.Parse(momentLayout, read.At)
	if err != nil {
		return Entry{}, errors.Join(errNotCanonical, err)
	}
	entry := Entry{
		County: read.County, Seq: read.Seq, At: at, Kind: read.Kind, ActorKind: read.ActorKind, ActorID: read.ActorID, ActingFor: read.ActingFor,
		Permission: read.Permission, Household: read.Household, Region: read.Region, Purpose: read.Purpose, Detail: read.Detail, Erases: read.Erases,
	}
	for _, fact := range read.Facts {
		entry.Facts = append(entry.Facts, Fact{Table: fact.Table, ID: fact.ID, Digest: fact.Digest})
	}
	if !bytes.Equal(entry.Canonical(), payload) {
		return Entry{}, errNotCanonical
	}
	return entry, nil
}

// detailNames orders the names as RFC 8785 does: by UTF-16 units, which differs from bytes beyond U+FFFF.
func detailNames(detail map[string]string) []string {
	names := make([]string, 0, len(detail))
	for name := range detail {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
	})
	return names
}

func field(b []byte, name, value string) []byte { return appendString(append(b, name...), value) }

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string with the escapes of RFC 8785 §3.2.2.2 and no others.
func appendString(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\b':
			b = append(b, `\b`...)
		case c == '\t':
			b = append(b, `\t`...)
		case c == '\n':
			b = append(b, `\n`...)
		case c == '\f':
			b = append(b, `\f`...)
		case c == '\r':
			b = append(b, `\r`...)
		case c < 0x20:
			b = append(b, `\u00`...)
			b = append(b, hexDigits[c>>4], hexDigits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
