package audit

import (
	"cmp"
	"slices"

	"chengxin/internal/wording"
)

// Reason says what is wrong with an entry, a row or a checkpoint. Its sentence is audit.finding.<reason> in the catalogue.
type Reason string

// The reasons.
const (
	EntryMissing        Reason = "entry_missing"        // a number is skipped
	EntryMisplaced      Reason = "entry_misplaced"      // the payload belongs to another number or county
	EntryRepeated       Reason = "entry_repeated"       // a number comes twice, or out of order
	PayloadEdited       Reason = "payload_edited"       // salt and payload do not make the commitment
	PayloadMissing      Reason = "payload_missing"      // salt or payload is gone, and no later entry erases it
	PayloadUnreadable   Reason = "payload_unreadable"   // committed, but no canonical entry
	ColumnsDiffer       Reason = "columns_differ"       // a column beside the payload says something else
	CommitmentMissing   Reason = "commitment_missing"   // there is no commitment of the right length
	HashMissing         Reason = "hash_missing"         // a hash of the tree is not stored
	HashDiffers         Reason = "hash_differs"         // a stored hash is not that of the commitments
	HashExtra           Reason = "hash_extra"           // a hash is stored that no entry makes
	HeadAhead           Reason = "head_ahead"           // the head counts more entries than there are
	HeadBehind          Reason = "head_behind"          // the head counts fewer entries than there are
	HeadDiffers         Reason = "head_differs"         // the head's edge is not that of the entries
	FactAltered         Reason = "fact_altered"         // a row is not as the log digested it
	FactMissing         Reason = "fact_missing"         // a logged row is gone
	FactReturned        Reason = "fact_returned"        // a row is there that the log says was removed
	FactUnlogged        Reason = "fact_unlogged"        // a row is there that no entry logged
	CheckpointBad       Reason = "checkpoint_bad"       // a checkpoint is unreadable or its signature is not good
	CheckpointAhead     Reason = "checkpoint_ahead"     // a checkpoint counts more entries than the log: rolled back
	CheckpointUnmatched Reason = "checkpoint_unmatched" // a checkpoint has another root: the log was rewritten before it
)

// NoEntry is the number of a finding that belongs to no entry.
const NoEntry = -1

// Finding is something wrong. Seq is the first entry it can concern, To the last; both NoEntry when it concerns none.
type Finding struct {
	Reason    Reason
	Seq, To   int64
	Column    string // for ColumnsDiffer
	Table, ID string // for facts
	Size      int64  // for heads and checkpoints: the size that they claim
	Outside   bool   // the checkpoint came from outside the database
	Unsure    bool   // an entry that is lost may have recorded the row or the erasure otherwise: look at the sure findings first
}

// Message is the finding as a sentence.
func (f Finding) Message(language wording.Language) string {
	return wording.T(language, "audit.finding."+string(f.Reason),
		"seq", f.Seq, "to", f.To, "column", f.Column, "table", f.Table, "id", f.ID, "size", f.Size)
}

// maxFindings bounds what a report lists; it counts all.
const maxFindings = 1000

// Report is what Verify saw.
type Report struct {
	Entries     int64      // walked
	Erased      int64      // of these, lawfully erased
	Facts       int64      // rows compared with their digests
	Checkpoints int        // with good signatures, or printed ones
	Witnessed   int64      // the size of the largest checkpoint from outside; 0 when none was given, and then nobody can exclude a rollback
	Last        Checkpoint // of the entries walked
	// Complete says that the walk reached the end, so that facts were compared. It stops where the tree no longer fits.
	Complete bool
	Total    int       // findings
	Findings []Finding // the first ones, by entry; then those that belong to none, then the unsure ones
}

// OK says that nothing was found.
func (r Report) OK() bool { return r.Total == 0 }

// First is the finding at the first bad entry; nil when all is well.
func (r Report) First() *Finding {
	if len(r.Findings) == 0 {
		return nil
	}
	return &r.Findings[0]
}

func (r *Report) find(finding Finding) {
	r.Total++
	r.Findings = append(r.Findings, finding)
	if len(r.Findings) >= 2*maxFindings {
		r.sort()
	}
}

// rank puts what belongs to an entry first, then what belongs to none, then what is unsure.
func (f Finding) rank() int {
	switch {
	case f.Unsure:
		return 2
	case f.Seq == NoEntry:
		return 1
	}
	return 0
}

// sort orders by entry and forgets the findings beyond what a report lists.
func (r *Report) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.To, b.To), cmp.Compare(a.Table, b.Table), cmp.Compare(a.ID, b.ID))
	})
	if len(r.Findings) > maxFindings {
		r.Findings = slices.Clip(r.Findings[:maxFindings])
	}
}
