package casework

import (
	"context"
	"encoding/base64"

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
	KeepDocument(ctx context.Context, issued numbering.Issued, by string) error
	LogHead(ctx context.Context, county region.Code) (audit.Frontier, error)
	// PublicCode makes the unguessable code behind a document's QR picture.
	PublicCode() (string, error)
	NewPaperID() string
}

// The series of documents; each has its own yearly numbers.
const (
	SeriesNotice  numbering.Series = "notice"  // 告知书 and access slips
	SeriesPledge  numbering.Series = "pledge"  // 承诺书 and 授权核对书
	SeriesService numbering.Series = "service" // 送达回证
	SeriesReceipt numbering.Series = "receipt" // receipts of what a household hands in
	SeriesEnquiry numbering.Series = "enquiry" // 协查函 to other counties
	SeriesChecked numbering.Series = "checked" // 核对异议答复书

	SeriesHearing   numbering.Series = "hearing"   // 拟认定告知书
	SeriesDecision  numbering.Series = "decision"  // 行为认定决定书
	SeriesObjection numbering.Series = "objection" // 异议答复书
	SeriesMeasure   numbering.Series = "measure"   // 措施执行通知书
	SeriesRefusal   numbering.Series = "refusal"   // 不予受理通知书
	SeriesRecovery  numbering.Series = "recovery"  // 责令退回通知书 and 追缴资金办理单
	SeriesPayment   numbering.Series = "payment"   // 收据 of money given back
)

// EverySeries lists the series in which letters are numbered. A series without a word in the catalogue gives letters without
// a readable number: the test of this list finds it.
func EverySeries() []numbering.Series {
	return []numbering.Series{SeriesNotice, SeriesPledge, SeriesService, SeriesReceipt, SeriesEnquiry, SeriesChecked, SeriesHearing, SeriesDecision, SeriesObjection, SeriesMeasure, SeriesRefusal, SeriesRecovery, SeriesPayment}
}

// Issue takes the next number of a series, lets compose write the document's content around it, and keeps the content
// whole with its hash: all in the act's own transaction, so that a failed act leaves no gap and no paper.
func Issue(ctx context.Context, work *Work, series numbering.Series, kind string, compose func(Paper) ([]byte, error)) (numbering.Issued, error) {
	var issued numbering.Issued
	papers := As[Papers](work.Tx)
	office, err := papers.Office(ctx, work.County)
	if err != nil {
		return issued, err
	}
	seq, err := papers.TakeNumber(ctx, work.County, series, work.Today.Year())
	if err != nil {
		return issued, err
	}
	head, err := papers.LogHead(ctx, work.County)
	if err != nil {
		return issued, err
	}
	code, err := papers.PublicCode()
	if err != nil {
		return issued, err
	}
	number := numbering.Number{CodeWord: office.CodeWord, Series: series, Year: work.Today.Year(), Seq: seq}
	root := head.Root()
	paper := Paper{
		Number: number.String(), Code: code, IssuedOn: work.Today, Office: office,
		LogSize: head.Size(), LogRoot: base64.StdEncoding.EncodeToString(root[:]),
	}
	content, err := compose(paper)
	if err != nil {
		return issued, err
	}
	issued = numbering.Issue(number, papers.NewPaperID(), kind, work.County, work.Household.ID, work.Now, content, code)
	work.Note("document", issued.ID)
	work.Note("number", issued.Number)
	work.Note("hash", issued.Hash)
	return issued, papers.KeepDocument(ctx, issued, work.Actor.ID)
}
