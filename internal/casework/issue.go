package casework

import (
	"context"

	"chengxin/internal/audit"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Paper is what a document prints besides its own words: its number, the code behind its QR picture, the day, and the
// head of the county's log when it was issued, so that whoever holds the paper holds a witness.
type Paper struct {
	Number   string
	Code     string
	IssuedOn period.Day
	Office   Office
	LogSize  int64
	LogRoot  string // base64
}

// Office is the county's own standing data, as documents print it.
type Office struct {
	County     region.Code
	Agency     string // the agency whose name stands on letters
	CodeWord   string // 机关代字, the start of every number
	Phone      string
	Address    string
	Reconsider string // where 行政复议 is filed
	Demo       bool   // real places, invented people: every page and document says so
	Edition    string // the edition in force
}

// Papers is the storage that issuing needs.
type Papers interface {
	Office(ctx context.Context, county region.Code) (Office, error)
	// TakeNumber locks the series and gives its next number; numbers of a failed act are given again, so there are no gaps.
	TakeNumber(ctx context.Context, county region.Code, series numbering.Series, year int) (int64, error)
	// KeepDocument keeps the issued document whole.
	KeepDocument(ctx context.Context, issued numbering.Issued) error
	LogHead(ctx context.Context, county region.Code) (audit.Frontier, error)
	// PublicCode makes the unguessable code behind a document's QR picture.
	PublicCode() (string, error)
}
