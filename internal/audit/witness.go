package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// FileWitness keeps signed checkpoints in a file outside the database: one JSON string a line, only ever appended to.
// It is where a restored old database is noticed: a log never gets smaller. Put the file on another disk or machine than
// the database, or on paper.
type FileWitness struct {
	path string

	turn  sync.Mutex
	whole int64                      // the length of the file's whole lines, as last read or written
	last  map[region.Code]Checkpoint // the newest of each county in them
}

// NewFileWitness keeps checkpoints in the file at path, which is made with the first one.
func NewFileWitness(path string) *FileWitness { return &FileWitness{path: path} }

// Append adds a signed checkpoint; when it returns nil, the checkpoint is on the disk. It refuses with Conflict one that is
// smaller than the county's last one (the database was rolled back), or of the same size with another root (rewritten).
// The same checkpoint again is not written twice.
func (w *FileWitness) Append(signed string) (err error) {
	checkpoint, err := unsigned(signed)
	if err != nil {
		return err
	}
	w.turn.Lock()
	defer w.turn.Unlock()
	if err := w.refresh(); err != nil {
		return err
	}
	if last, found := w.last[checkpoint.County]; found {
		switch {
		case last == checkpoint:
			return nil
		case checkpoint.Size < last.Size:
			return fault.New(fault.Conflict, "audit.rolled_back", "size", checkpoint.Size, "witnessed", last.Size)
		case checkpoint.Size == last.Size:
			return fault.New(fault.Conflict, "audit.rewritten", "size", checkpoint.Size)
		}
	}
	line, err := json.Marshal(signed)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(w.path, os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 -- the operator names the file
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	// A line cut short by a crash was never acknowledged: it is overwritten.
	if err := file.Truncate(w.whole); err != nil {
		return err
	}
	if _, err := file.WriteAt(append(line, '\n'), w.whole); err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), syncFolder(w.path)); err != nil {
		return err
	}
	w.whole += int64(len(line)) + 1
	w.last[checkpoint.County] = checkpoint
	return nil
}

// All gives every signed checkpoint of a county, oldest first. A line that is none is given as it stands, for Verify to
// report it. No file is no checkpoint.
func (w *FileWitness) All(county region.Code) ([]string, error) {
	w.turn.Lock()
	defer w.turn.Unlock()
	lines, _, err := w.read()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, line := range lines {
		if checkpoint, err := unsigned(line); err != nil || checkpoint.County == county {
			all = append(all, line)
		}
	}
	return all, nil
}

// Last gives a county's newest checkpoint; its signatures are not looked at.
func (w *FileWitness) Last(county region.Code) (Checkpoint, bool, error) {
	w.turn.Lock()
	defer w.turn.Unlock()
	if err := w.refresh(); err != nil {
		return Checkpoint{}, false, err
	}
	last, found := w.last[county]
	return last, found, nil
}

// refresh reads the file again unless it is as this witness left it.
func (w *FileWitness) refresh() error {
	info, err := os.Stat(w.path)
	if err == nil && w.last != nil && info.Size() == w.whole {
		return nil
	}
	lines, whole, err := w.read()
	if err != nil {
		return err
	}
	w.whole, w.last = whole, map[region.Code]Checkpoint{}
	for _, line := range lines {
		if checkpoint, err := unsigned(line); err == nil {
			w.last[checkpoint.County] = checkpoint
		}
	}
	return nil
}

// read gives the file's whole lines and their length in bytes.
func (w *FileWitness) read() (lines []string, whole int64, err error) {
	raw, err := os.ReadFile(w.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	lines, whole = witnessed(raw)
	return lines, whole, nil
}

func witnessed(raw []byte) (lines []string, whole int64) {
	end := bytes.LastIndexByte(raw, '\n') + 1
	reader := bytes.NewBuffer(raw[:end])
	for {
		line, err := reader.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return lines, int64(end)
		}
		line = strings.TrimSuffix(line, "\n")
		var signed string
		if json.Unmarshal([]byte(line), &signed) == nil {
			line = signed
		}
		lines = append(lines, line)
	}
}

// CheckGrowth says whether the later checkpoint's log begins with all entries of the earlier one's, reading the hashes
// that the later log stores. It refuses with Conflict a log that shrank or was rewritten.
func CheckGrowth(earlier, later Checkpoint, hashes tlog.HashReader) error {
	switch {
	case later.Size < earlier.Size:
		return fault.New(fault.Conflict, "audit.rolled_back", "size", later.Size, "witnessed", earlier.Size)
	case earlier.Size == 0:
		return nil
	}
	proof, err := tlog.ProveTree(later.Size, earlier.Size, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, later.Size, later.Root, earlier.Size, earlier.Root); err != nil {
		return fault.New(fault.Conflict, "audit.rewritten", "size", earlier.Size).Because(err)
	}
	return nil
}
