package audit

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"chengxin/internal/region"
)

// originPrefix stands before the county in a log's name.
const originPrefix = "chengxin/"

// Origin is the log's name in checkpoints and signatures: chengxin/640422.
func Origin(county region.Code) string { return originPrefix + string(county) }

// Checkpoint says what a county's log was at some moment: its size and root. Whoever keeps one can later tell whether the
// log still begins with the same entries.
type Checkpoint struct {
	County region.Code
	Size   int64
	Root   tlog.Hash
}

// Checkpoint is the checkpoint of the tree with this edge.
func (f Frontier) Checkpoint(county region.Code) Checkpoint {
	return Checkpoint{County: county, Size: f.size, Root: f.Root()}
}

// Text is the checkpoint as C2SP tlog-checkpoint writes it, and as letters print it: origin, size, root in base64, each on
// its line.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", Origin(c.County), c.Size, c.Root)
}

var errCheckpoint = errors.New("not a checkpoint of a county's log")

// ParseCheckpoint reads a checkpoint's text. Extension lines after the third are allowed and ignored.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[len(lines)-1] != "" {
		return Checkpoint{}, errCheckpoint
	}
	for _, extension := range lines[3 : len(lines)-1] {
		if extension == "" {
			return Checkpoint{}, errCheckpoint
		}
	}
	county, ours := strings.CutPrefix(lines[0], originPrefix)
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if !ours || county == "" || err != nil || size < 0 || lines[1] != strconv.FormatInt(size, 10) {
		return Checkpoint{}, errCheckpoint
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize || base64.StdEncoding.EncodeToString(root) != lines[2] {
		return Checkpoint{}, errCheckpoint
	}
	return Checkpoint{County: region.Code(county), Size: size, Root: tlog.Hash(root)}, nil
}

// OpenCheckpoint reads a signed checkpoint. It refuses one without a good signature of a known key, one with a bad
// signature of a known key, and one of another county. Signatures of unknown keys are ignored.
func OpenCheckpoint(county region.Code, signed string, known note.Verifiers) (Checkpoint, error) {
	opened, err := note.Open([]byte(signed), known)
	if err != nil {
		return Checkpoint{}, err
	}
	checkpoint, err := ParseCheckpoint(opened.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if checkpoint.County != county {
		return Checkpoint{}, fmt.Errorf("%w: it belongs to %s", errCheckpoint, checkpoint.County)
	}
	return checkpoint, nil
}

// unsigned reads a signed checkpoint's text without looking at its signatures.
func unsigned(signed string) (Checkpoint, error) {
	text, _, found := strings.Cut(signed, "\n\n")
	if !found {
		return Checkpoint{}, errCheckpoint
	}
	return ParseCheckpoint(text + "\n")
}
