package exchange

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chengxin/internal/comparison"
)

// The three results, in the order in which a household's are kept.
const (
	discrepanciesFile = iota
	summaryFile
	missingFile
	resultFiles
)

var resultNames = [resultFiles]string{"discrepancies.csv", "summary.csv", "missing.csv"}

var resultHeaders = [resultFiles]string{
	"household_id,member_id_no,item_code,kind,declared,visited,platform\n",
	"household_id,members,declared_income,visited_income,platform_income,discrepancies\n",
	"household_id,source,reason\n",
}

// resultEntry is what one household adds to the three results.
type resultEntry struct {
	text [resultFiles][]byte
	id   []byte // as a field
}

func (e *resultEntry) write(rules *comparison.Rules, id string, result *comparison.Result) {
	e.id = append(appendField(e.id[:0], id), ',')
	found := e.text[discrepanciesFile][:0]
	for i := range result.Discrepancies {
		one := &result.Discrepancies[i]
		found = append(appendField(append(found, e.id...), one.Member), ',')
		found = append(appendField(found, rules.Code(one.Item)), ',')
		found = append(found, one.Kind...)
		for _, sum := range one.Sums {
			found = appendAmount(append(found, ','), sum)
		}
		found = append(found, '\n')
	}
	e.text[discrepanciesFile] = found

	summary := append(e.text[summaryFile][:0], e.id...)
	if result.Missing[comparison.Declaration] == "" {
		summary = strconv.AppendInt(summary, int64(result.Members), 10)
	}
	for _, income := range result.Income {
		summary = appendAmount(append(summary, ','), income)
	}
	summary = append(summary, ',')
	if result.Compared {
		summary = strconv.AppendInt(summary, int64(result.Counted), 10)
	}
	e.text[summaryFile] = append(summary, '\n')

	missing := e.text[missingFile][:0]
	for _, source := range comparison.Sources() {
		if reason := result.Missing[source]; reason != "" {
			missing = append(append(append(append(append(missing, e.id...), source.String()...), ','), reason...), '\n')
		}
	}
	e.text[missingFile] = missing
}

func appendAmount(to []byte, amount comparison.Amount) []byte {
	if amount.Missing {
		return to
	}
	return strconv.AppendInt(to, amount.Value, 10)
}

// appendField writes a field, quoted if and only if it holds a comma, a quote, CR or LF.
func appendField(to []byte, field string) []byte {
	if !strings.ContainsAny(field, ",\"\r\n") {
		return append(to, field...)
	}
	to = append(to, '"')
	for i := range len(field) {
		if field[i] == '"' {
			to = append(to, '"')
		}
		to = append(to, field[i])
	}
	return append(to, '"')
}

// newFile is a file that takes its place only when everything is written.
type newFile struct {
	*bufio.Writer
	file *os.File
	path string
}

// newFiles are files that take their places together. Drop removes those that did not.
type newFiles struct {
	files  []*newFile
	folder string // that was made for them, to be removed when they are not kept
}

// create begins a file that will stand at a path. mode is that of a file that is new there.
func (n *newFiles) create(path string, mode os.FileMode) (*newFile, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "write", Path: path, Err: errors.New("is no regular file")}
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, err
	}
	one := &newFile{Writer: bufio.NewWriterSize(file, 256<<10), file: file, path: path}
	n.files = append(n.files, one)
	return one, file.Chmod(mode)
}

// results begins the three results in a folder, which it makes when it is not there.
func (n *newFiles) results(folder string) (into [resultFiles]io.Writer, err error) {
	if _, err := os.Stat(folder); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(folder, 0o750); err != nil {
			return into, err
		}
		n.folder = folder
	}
	for i, name := range resultNames {
		file, err := n.create(filepath.Join(folder, name), 0o640)
		if err != nil {
			return into, err
		}
		into[i] = file
		if _, err := file.WriteString(resultHeaders[i]); err != nil {
			return into, err
		}
	}
	return into, nil
}

// keep puts all files in their places.
func (n *newFiles) keep() error {
	for _, one := range n.files {
		if err := errors.Join(one.Flush(), one.file.Close()); err != nil {
			return err
		}
	}
	for len(n.files) > 0 {
		one := n.files[0]
		if err := os.Rename(one.file.Name(), one.path); err != nil {
			return err
		}
		n.files = n.files[1:]
		n.folder = ""
	}
	return nil
}

// drop removes what was not kept.
func (n *newFiles) drop() {
	for _, one := range n.files {
		_ = one.file.Close()
		_ = os.Remove(one.file.Name())
	}
	if n.folder != "" {
		_ = os.Remove(n.folder)
	}
	n.files, n.folder = nil, ""
}
