package audit

import (
	"context"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/casework"
	"chengxin/internal/region"
)

// Page is how many entries a list shows at once.
const Page = 50

// Wanted is what a list of the log is asked for; empty fields ask for everything.
type Wanted struct {
	Kind      string
	Actor     string
	Household string
	From      time.Time // entries at or after; zero: all
	Until     time.Time // entries before; zero: all
	Before    int64     // entries with a smaller number; 0: from the newest
}

// Line is an entry as lists show it. An erased entry keeps its line.
type Line struct {
	Seq       int64
	At        time.Time
	Kind      string
	ActorKind string
	ActorID   string
	Household string
	Region    region.Code
}

// Checkpoint is a signed checkpoint as the database keeps it.
type Checkpoint struct {
	Size int64
	Note string
	At   time.Time
}

// Reader reads a county's log.
type Reader interface {
	// LogLines lists entries, the newest first.
	LogLines(ctx context.Context, county region.Code, wanted Wanted, limit int) ([]Line, error)
	// SearchMark is the keyed mark of what is searched for.
	SearchMark(county region.Code, query string) string
	// Searches lists the entries of one kind since a moment that were a search for these words, the newest first.
	Searches(ctx context.Context, county region.Code, kind, query string, since time.Time, limit int) ([]Line, error)
	// LogKinds lists the kinds of act that the log holds, in order.
	LogKinds(ctx context.Context, county region.Code) ([]string, error)
	// LogRecord reads one entry. NotFound.
	LogRecord(ctx context.Context, county region.Code, seq int64) (audit.Record, error)
	// RecentCheckpoints lists signed checkpoints with a smaller size, the newest first; 0 begins with the newest.
	RecentCheckpoints(ctx context.Context, county region.Code, before int64, limit int) ([]Checkpoint, error)
	// OfficerNames names the officers of the county by id.
	OfficerNames(ctx context.Context, county region.Code) (map[string]string, error)
}

// Prover makes the proof of an entry: in the newest signed checkpoint that covers it. Unavailable while there is none.
type Prover interface {
	Prove(ctx context.Context, county region.Code, seq int64) (audit.Proof, error)
}

// Acts are the acts of looking into the log.
type Acts struct {
	Runner *casework.Runner
	Reads  Reader
	Prover Prover
}

// look writes down who looks, and at what, before anything is read.
func (a Acts) look(ctx context.Context, actor access.Actor, kind string, notes ...string) error {
	act := casework.Act{Kind: kind, Permission: access.AuditRead, County: actor.County, Looks: true}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, w *casework.Work) (string, error) {
		for i := 0; i+1 < len(notes); i += 2 {
			if notes[i+1] != "" {
				w.Note(notes[i], notes[i+1])
			}
		}
		return "", nil
	})
	return err
}

// ReadLog lists entries, and says whether there are more.
func (a Acts) ReadLog(ctx context.Context, actor access.Actor, wanted Wanted) (lines []Line, more bool, err error) {
	err = a.look(ctx, actor, "AuditLogRead", "kind", wanted.Kind, "actor", wanted.Actor, "household", wanted.Household,
		"from", moment(wanted.From), "until", moment(wanted.Until), "before", number(wanted.Before))
	if err != nil {
		return nil, false, err
	}
	lines, err = a.Reads.LogLines(ctx, actor.County, wanted, Page+1)
	if len(lines) > Page {
		return lines[:Page], true, err
	}
	return lines, false, err
}

// SearchesKept is how far back WhoSearched looks.
const SearchesKept = 366 * 24 * time.Hour

// WhoSearched lists who searched for these words in the past year: a name as it was typed, its pinyin, a number. The log holds no
// such words; it finds a search by the mark that the same words give. Its own entry holds that mark too and no words.
func (a Acts) WhoSearched(ctx context.Context, actor access.Actor, kind, query string) ([]Line, error) {
	if err := a.look(ctx, actor, "AuditSearchesRead", "mark", a.Reads.SearchMark(actor.County, query)); err != nil {
		return nil, err
	}
	return a.Reads.Searches(ctx, actor.County, kind, query, a.Runner.Now().Add(-SearchesKept), Page)
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// OpenEntry opens one entry with everything that the log keeps of it.
func (a Acts) OpenEntry(ctx context.Context, actor access.Actor, seq int64) (audit.Record, error) {
	if err := a.look(ctx, actor, "AuditEntryOpened", "entry", strconv.FormatInt(seq, 10)); err != nil {
		return audit.Record{}, err
	}
	return a.Reads.LogRecord(ctx, actor.County, seq)
}

// TakeProof makes the proof of an entry, to be handed out.
func (a Acts) TakeProof(ctx context.Context, actor access.Actor, seq int64) (audit.Proof, error) {
	if err := a.look(ctx, actor, "AuditProofTaken", "entry", strconv.FormatInt(seq, 10)); err != nil {
		return audit.Proof{}, err
	}
	return a.Prover.Prove(ctx, actor.County, seq)
}
