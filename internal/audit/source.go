package audit

import (
	"context"
	"iter"
	"time"
)

// Record is an entry as the database keeps it: the committed payload and the columns beside it that lists are made from.
// An erased entry has neither salt nor payload.
type Record struct {
	Seq           int64
	Commitment    []byte
	Salt, Payload []byte
	At            time.Time
	Kind          string
	ActorKind     string
	ActorID       string
	Household     string
	Region        string
}

// Source is one county's log and facts as one moment of the database shows them: read it in one transaction, or acts done
// meanwhile look like tampering.
type Source interface {
	// Entries yields the entries numbered from on, by their number.
	Entries(ctx context.Context, from int64) iter.Seq2[Record, error]
	// Hashes yields every stored hash of the tree by its index.
	Hashes(ctx context.Context) iter.Seq2[StoredHash, error]
	// Head gives the size and the edge (Frontier.MarshalBinary) that the log's head row holds; 0 and nil for no row.
	Head(ctx context.Context) (size int64, edge []byte, err error)
	// Checkpoints gives the signed checkpoints that the database keeps.
	Checkpoints(ctx context.Context) ([]string, error)
	// Facts yields every row of every table of facts with its digest as the row stands now (RowDigest), in any order.
	Facts(ctx context.Context) iter.Seq2[Fact, error]
}
