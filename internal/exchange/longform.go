package exchange

import (
	"context"
	"errors"
	"runtime"

	"chengxin/internal/comparison"
	"chengxin/internal/fault"
)

// Encoding is the encoding of the long form's files.
type Encoding string

// The encodings. Detect takes UTF-8 where a file begins with its mark or is valid as a whole, else GB 18030.
const (
	Detect  Encoding = ""
	UTF8    Encoding = "utf-8"
	GB18030 Encoding = "gb18030"
)

// LongForm is a comparison of files in the long form: what `chengxin compare` does.
type LongForm struct {
	Rules    *comparison.Rules
	Files    [3][]string // of the declaration, the visit, the platform; plain, gzip or zstd
	Out      string      // the folder of the results
	BadRows  string      // where unreadable rows go; empty: they fail the run
	Encoding Encoding
	Memory   int64  // bytes to hold rows and results in before a temporary file takes them; 0 takes DefaultMemory
	Temp     string // folder of the temporary file; empty takes the system's
	Workers  int    // 0 takes as many as there are processors

	// Progress is told, now and then and from one goroutine after another, how many of how many bytes are done; nil for none.
	Progress func(done, all int64)

	blockSize int // bytes read at once, at least 8; 0 takes defaultBlock
	part      int // bytes of input whose households are one partition; 0 takes defaultPart
}

// DefaultMemory keeps a whole run below 512 MiB, with everything that the program itself needs.
const DefaultMemory = 256 << 20

// Report is what a run closes with.
type Report struct {
	Households int64
	Rows       [3]int64 // by source, unreadable ones included
	Bytes      int64    // read, uncompressed
	Bad        int64
	Kinds      map[comparison.Kind]int64 // of all rows in discrepancies.csv
	Counted    int64                     // those of counted kinds
	Missing    [3]map[comparison.Reason]int64
	Compared   int64 // households that were compared at all
	Spilled    int64 // bytes that went through the temporary file
}

// BadRowsError says that rows could not be read and no file was named for them.
type BadRowsError struct {
	First []BadRow // at most 20, in the order declaration, visit, platform, line
	Count int64
}

// BadRow is one row that could not be read.
type BadRow struct {
	File   string
	Line   int64
	Reason string
}

// Error is the sentence of the catalogue.
func (e *BadRowsError) Error() string { return e.Unwrap().Error() }

// Unwrap is the refusal.
func (e *BadRowsError) Unwrap() error {
	return fault.New(fault.Invalid, "comparison.bad_rows", "count", e.Count)
}

// Run compares. It refuses, with a fault that names file, line and reason, what cannot be read; with *BadRowsError rows that
// cannot be read; with a fault that names the household a sum beyond the limits. A run that fails leaves Out as it was.
func (l LongForm) Run(ctx context.Context) (*Report, error) {
	if l.Workers <= 0 {
		l.Workers = runtime.GOMAXPROCS(0)
	}
	if l.Memory <= 0 {
		l.Memory = DefaultMemory
	}
	if l.blockSize == 0 {
		l.blockSize = defaultBlock
	}
	if l.part == 0 {
		l.part = defaultPart
	}
	encodings := map[string]Encoding{}
	for {
		report, err := l.once(ctx, encodings)
		var other *otherEncoding
		if !errors.As(err, &other) {
			return report, err
		}
		encodings[other.path] = GB18030 // a file that is not valid UTF-8 as a whole: everything from the start
	}
}

// otherEncoding says that a file taken for UTF-8 is not.
type otherEncoding struct{ path string }

func (e *otherEncoding) Error() string { return e.path + " is not valid UTF-8" }
