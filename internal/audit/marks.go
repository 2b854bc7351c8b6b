package audit

import (
	"cmp"
	"slices"

	"golang.org/x/mod/sumdb/note"
)

// mark is a checkpoint that the walk will pass.
type mark struct {
	Checkpoint
	outside bool
}

// collect opens signed checkpoints and reports those that are not good.
func (w *walk) collect(signed []string, outside bool, known note.Verifiers) {
	if known == nil {
		known = note.VerifierList()
	}
	for _, one := range signed {
		checkpoint, err := OpenCheckpoint(w.county, one, known)
		if err != nil {
			bad := Finding{Reason: CheckpointBad, Seq: NoEntry, To: NoEntry, Outside: outside}
			if claimed, err := unsigned(one); err == nil {
				bad.Size = claimed.Size
			}
			w.report.find(bad)
			continue
		}
		w.mark(checkpoint, outside)
	}
}

// collectPrinted takes checkpoints that need no signature because a person holds the paper.
func (w *walk) collectPrinted(printed []Checkpoint) {
	for _, checkpoint := range printed {
		if checkpoint.County != w.county {
			w.report.find(Finding{Reason: CheckpointBad, Seq: NoEntry, To: NoEntry, Size: checkpoint.Size, Outside: true})
			continue
		}
		w.mark(checkpoint, true)
	}
}

func (w *walk) mark(checkpoint Checkpoint, outside bool) {
	w.report.Checkpoints++
	if outside {
		w.report.Witnessed = max(w.report.Witnessed, checkpoint.Size)
	}
	w.marks = append(w.marks, mark{Checkpoint: checkpoint, outside: outside})
}

func (w *walk) sortMarks() {
	slices.SortStableFunc(w.marks, func(a, b mark) int { return cmp.Compare(a.Size, b.Size) })
}

// compareMarks compares the checkpoints of the size that the walk has reached. Only the first that disagrees is reported:
// all later ones must.
func (w *walk) compareMarks() {
	size := w.edge.Size()
	if len(w.marks) == 0 || w.marks[0].Size > size {
		return
	}
	root := w.edge.Root()
	for len(w.marks) > 0 && w.marks[0].Size == size {
		passed := w.marks[0]
		w.marks = w.marks[1:]
		switch {
		case w.disagreed:
		case passed.Root == root:
			w.agreed = size
		default:
			w.disagreed = true
			w.report.find(Finding{Reason: CheckpointUnmatched, Seq: min(w.agreed, max(size-1, 0)), To: max(size-1, 0), Size: size, Outside: passed.outside})
		}
	}
}

// judgeRollback reports the largest checkpoint beyond the log's end.
func (w *walk) judgeRollback() {
	if len(w.marks) == 0 {
		return
	}
	w.lost = true
	largest := w.marks[len(w.marks)-1]
	w.report.find(Finding{Reason: CheckpointAhead, Seq: w.edge.Size(), To: largest.Size - 1, Size: largest.Size, Outside: largest.outside})
}
