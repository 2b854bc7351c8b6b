package numbering

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Series is a kind of document with yearly numbers of its own: notice, pledge, service, receipt.
type Series string

// Word is the character that the series adds to the agency's code word, as numbers print it.
func (s Series) Word() string { return wording.T(wording.Chinese, "numbering.series."+string(s)) }

// Number is a document's number (GB/T 9704).
type Number struct {
	CodeWord string // 机关代字
	Series   Series
	Year     int
	Seq      int64 // from 1
}

// String is the number as documents print it.
func (n Number) String() string {
	return fmt.Sprintf("%s%s\u3014%d\u3015%d\u53f7", n.CodeWord, n.Series.Word(), n.Year, n.Seq)
}

var form = regexp.MustCompile(`^(\p{Han}+)[\x{3014}\[(\x{ff08}](\d{4})[\x{3015}\])\x{ff09}]\s*([1-9]\d{0,17})\s*\x{53f7}?$`)

// Parse reads a number as people type it: other brackets are fine, and 号 may be missing. It gives the words before the year,
// the year and the sequence. Invalid.
func Parse(text string) (words string, year int, seq int64, err error) {
	parts := form.FindStringSubmatch(text)
	if parts == nil {
		return "", 0, 0, fault.Field("number", "numbering.not_a_number")
	}
	year, err = strconv.Atoi(parts[2])
	if err != nil {
		return "", 0, 0, err
	}
	seq, err = strconv.ParseInt(parts[3], 10, 64)
	return parts[1], year, seq, err
}

// Gap is a run of numbers that no document has.
type Gap struct{ From, To int64 }

// Gaps lists the numbers from 1 to the highest that are missing. It must be empty: a number is taken in the transaction that
// issues its document.
func Gaps(given []int64) []Gap {
	ordered := slices.Clone(given)
	slices.SortFunc(ordered, cmp.Compare[int64])
	var gaps []Gap
	next := int64(1)
	for _, n := range ordered {
		if n > next {
			gaps = append(gaps, Gap{next, n - 1})
		}
		next = max(next, n+1)
	}
	return gaps
}

// Issued is a document that was issued, whole.
type Issued struct {
	ID         string
	County     region.Code
	Household  string // empty for a document that concerns none
	Kind       string // what it is: integrity_notice, declaration_receipt
	Series     Series
	Year       int
	Seq        int64
	Number     string // as printed
	IssuedAt   time.Time
	Content    []byte // everything that it says
	Hash       string // SHA-256 of Content, hex
	PublicCode string // the unguessable code behind the QR picture
}

// Issue makes an issued document of its number and content, of which it keeps a copy of its own.
func Issue(number Number, id, kind string, county region.Code, household string, at time.Time, content []byte, code string) Issued {
	return Issued{
		ID: id, County: county, Household: household, Kind: kind, Series: number.Series, Year: number.Year, Seq: number.Seq,
		Number: number.String(), IssuedAt: at, Content: slices.Clone(content), Hash: Hash(content), PublicCode: code,
	}
}

// Hash is a document's hash: SHA-256 of its content, hex.
func Hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Intact says whether the content is still what was issued.
func (d Issued) Intact() bool { return Hash(d.Content) == d.Hash }
