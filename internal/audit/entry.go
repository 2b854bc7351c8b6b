package audit

import (
	"time"

	"chengxin/internal/region"
)

// Fact is a row that an act wrote: the digest of its stored columns (RowDigest). A later entry may digest the same row
// again, after re-encryption or a lawful erasure of columns; the last digest counts. An empty digest says that the row was
// lawfully removed.
type Fact struct {
	Table, ID, Digest string
}

// Entry is one act as the log keeps it: who, in which capacity, with which permission, on what, and which rows came of it.
// Detail holds ids, codes, hashes and counts, never personal data.
type Entry struct {
	County     region.Code
	Seq        int64     // the entry's number in its county's log, from 0
	At         time.Time // kept to the microsecond
	Kind       string    // the act's name: DeclarationSubmitted
	ActorKind  string
	ActorID    string
	ActingFor  string // whom a proxy or an assisting officer acts for
	Permission string
	Household  string
	Region     region.Code
	Purpose    string // why a file was opened or a value revealed
	Detail     map[string]string
	Facts      []Fact
	// Erases names earlier entries whose salt and payload this act removed lawfully. An entry without payload that no
	// later entry erases is reported by Verify; an entry that erases others cannot be erased itself. The facts of an erased
	// entry must be digested again by the entry that erases it.
	Erases []int64
}
