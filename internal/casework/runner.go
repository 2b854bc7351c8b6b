package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Act says what is about to be done: its name in the log, the permission it needs, and where the matter lies.
type Act struct {
	Kind       string            // the audit entry's name: DeclarationSubmitted
	Permission access.Permission // what the actor must hold there
	County     region.Code
	Region     region.Code // the place, for an act that belongs to no household
	Household  string      // the household whose file it is; its own region decides, never the caller's word
	Looks      bool        // it only opens the file: the household's row is read, not taken
	Purpose    string      // why a file is opened or a value revealed
	Key        string      // idempotency key: the same key and content give the first answer again
	Content    any         // what the key stands for; a key used again for other content is refused
	StepUp     bool        // the second factor must have been shown recently
	OnTheWay   bool        // a step on the way (a draft): a household is not told when its proxy takes it
}

// HouseholdRow is what the runner needs to know of a household.
type HouseholdRow struct {
	ID      string
	Number  string
	Region  region.Code
	Version int64
}

// Tx is one act's share of a transaction: what every act needs, whatever its step.
type Tx interface {
	// TakeHousehold reads the household's row and takes it for this act by raising its version. NotFound.
	TakeHousehold(ctx context.Context, county region.Code, id string) (HouseholdRow, error)
	// Household reads the row without taking it. NotFound.
	Household(ctx context.Context, county region.Code, id string) (HouseholdRow, error)
	// Recused says whether the officer is disclosed as kin of anybody in the household today.
	Recused(ctx context.Context, county region.Code, household, officer string, on period.Day) (bool, error)
	// AppendEntry puts the entry at the end of the county's log, with the facts written since the act began.
	AppendEntry(ctx context.Context, entry audit.Entry) (seq int64, err error)
	// MarkDue lets the household wait for its comparison: one of its sources has arrived.
	MarkDue(ctx context.Context, county region.Code, household HouseholdRow, cause string, at time.Time) error
	// Enqueue puts a message into the outbox.
	Enqueue(ctx context.Context, county region.Code, message Message, at time.Time) error
	// RecallKey gives what an idempotency key was used for.
	RecallKey(ctx context.Context, county region.Code, key string) (used UsedKey, found bool, err error)
	// KeepKey remembers what an idempotency key was used for.
	KeepKey(ctx context.Context, county region.Code, key string, used UsedKey, at time.Time) error
}

// UsedKey is what an idempotency key was used for, and the answer then.
type UsedKey struct {
	Actor, Kind, Digest string
	Answer              []byte
}

// Store runs a function in a durable transaction: when InTx returns nil, everything is on the disk.
type Store interface {
	InTx(ctx context.Context, do func(Tx) error) error
}

// Runner runs acts.
type Runner struct {
	store Store
	clock func() time.Time
}

// NewRunner makes a runner on a store, with the clock that all acts see.
func NewRunner(store Store, clock func() time.Time) *Runner {
	return &Runner{store: store, clock: clock}
}

// Now is the runner's clock: what acts will see.
func (r *Runner) Now() time.Time { return r.clock() }

// Work is what an act is given: its open transaction, the moment, and who acts for which household.
type Work struct {
	Tx        Tx
	Actor     access.Actor
	Now       time.Time
	Today     period.Day
	County    region.Code
	Region    region.Code  // where the matter lies, as checked
	Household HouseholdRow // empty for an act without a household

	detail   map[string]string
	messages []Message
	arrived  string
}

// Note adds a detail to the act's audit entry: ids, codes, hashes and counts, never personal data.
func (w *Work) Note(name, value string) { w.detail[name] = value }

// Noted gives a detail that the act has noted.
func (w *Work) Noted(name string) string { return w.detail[name] }

// Send puts a message into the outbox, together with the act or not at all.
func (w *Work) Send(message Message) { w.messages = append(w.messages, message) }

// Arrived says that one of the household's three sources has arrived with this act: it is compared soon after.
func (w *Work) Arrived(source string) { w.arrived = source }

// As gives an act its step's own view of the transaction. The storage implements every step's Store, which a
// compile-time assertion there shows; a view that it lacks is a wiring error.
func As[S any](tx Tx) S {
	store, ok := tx.(S)
	if !ok {
		panic("casework: the storage does not implement this step's Store")
	}
	return store
}

// PermissionFor is what an act asks of who does it: one permission of a resident for the own household, another of an officer.
func PermissionFor(actor access.Actor, self, officer access.Permission) access.Permission {
	if actor.Kind == access.Resident {
		return self
	}
	return officer
}

// Do runs one act. It refuses, before anything is done, an actor without the permission in that place (Forbidden), an
// officer who is kin of the household (Forbidden), a resident of another household (NotFound: its existence is not told),
// and an act that needs a second factor shown again (Forbidden). When it returns nil, the act, its facts, its audit entry
// and its messages are durable.
func Do[R any](ctx context.Context, r *Runner, actor access.Actor, act Act, do func(context.Context, *Work) (R, error)) (R, error) {
	var answer R
	digest, err := contentDigest(act)
	if err != nil {
		return answer, err
	}
	err = r.store.InTx(ctx, func(tx Tx) error {
		now := r.clock()
		work := &Work{Tx: tx, Actor: actor, Now: now, Today: period.DayOf(now), County: act.County, Region: act.Region, detail: map[string]string{}}
		if err := admit(ctx, work, act); err != nil {
			return err
		}
		if act.Key != "" {
			used, found, err := tx.RecallKey(ctx, act.County, act.Key)
			if err != nil {
				return err
			}
			if found {
				if used.Actor != actor.ID || used.Kind != act.Kind || used.Digest != digest {
					return fault.New(fault.Conflict, "fault.repeated")
				}
				return json.Unmarshal(used.Answer, &answer)
			}
		}
		var err error
		if answer, err = do(ctx, work); err != nil {
			return err
		}
		return finish(ctx, work, act, digest, answer)
	})
	if err != nil {
		var none R
		return none, err
	}
	return answer, nil
}

// admit checks who may act here, and takes or reads the household's row.
func admit(ctx context.Context, work *Work, act Act) error {
	tx, actor := work.Tx, work.Actor
	if act.Household != "" {
		take := tx.TakeHousehold
		if act.Looks {
			take = tx.Household
		}
		row, err := take(ctx, act.County, act.Household)
		if err != nil {
			return err
		}
		work.Household, work.Region = row, row.Region
	} else if work.Region == "" {
		work.Region = act.County
	}
	if actor.Kind == access.Resident && act.Household != "" && (actor.Household != act.Household || actor.County != act.County) {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err := permit(ctx, tx, actor, act, work.Region, work.Today); err != nil {
		return err
	}
	if act.StepUp && actor.Kind == access.Officer && !actor.SteppedUp(work.Now) {
		return fault.New(fault.Forbidden, "fault.step_up")
	}
	return nil
}

// kin says who is disclosed as kin of whom.
type kin interface {
	Recused(ctx context.Context, county region.Code, household, officer string, on period.Day) (bool, error)
}

// permit refuses an actor without the act's permission in a place, and an officer who is kin of the household.
func permit(ctx context.Context, known kin, actor access.Actor, act Act, where region.Code, today period.Day) error {
	if !actor.May(act.Permission, where) {
		if actor.MayAnywhere(act.Permission) {
			return fault.New(fault.Forbidden, "fault.out_of_region")
		}
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if actor.Kind == access.Officer && act.Household != "" {
		recused, err := known.Recused(ctx, act.County, act.Household, actor.ID, today)
		if err != nil {
			return err
		}
		if recused {
			return fault.New(fault.Forbidden, "fault.recused")
		}
	}
	return nil
}

// finish writes what every act leaves behind: the outbox, the idempotency key, and last the audit entry, because the
// county's log head is the last row that a transaction takes.
func finish(ctx context.Context, work *Work, act Act, digest string, answer any) error {
	if proxy := work.Actor.Proxy; proxy != nil && !act.Looks && !act.OnTheWay {
		// The household is told of everything that somebody else does in its name (safeguards, threat: a relative acting).
		work.Send(Message{Household: act.Household, Topic: "outbox.proxy_acted", Detail: map[string]string{"act": act.Kind, "day": work.Today.Chinese()}})
	}
	for _, message := range work.messages {
		if err := work.Tx.Enqueue(ctx, act.County, message, work.Now); err != nil {
			return err
		}
	}
	if work.arrived != "" {
		if err := work.Tx.MarkDue(ctx, act.County, work.Household, work.arrived, work.Now); err != nil {
			return err
		}
	}
	if act.Key != "" {
		raw, err := json.Marshal(answer)
		if err != nil {
			return err
		}
		used := UsedKey{Actor: work.Actor.ID, Kind: act.Kind, Digest: digest, Answer: raw}
		if err := work.Tx.KeepKey(ctx, act.County, act.Key, used, work.Now); err != nil {
			return err
		}
	}
	_, err := work.Tx.AppendEntry(ctx, audit.Entry{
		County: act.County, At: work.Now, Kind: act.Kind,
		ActorKind: string(work.Actor.Kind), ActorID: work.Actor.ID, ActingFor: work.Actor.ActingFor(),
		Permission: string(act.Permission), Household: act.Household, Region: work.Region, Purpose: act.Purpose,
		Detail: work.detail,
	})
	return err
}

func contentDigest(act Act) (string, error) {
	if act.Key == "" {
		return "", nil
	}
	raw, err := json.Marshal(act.Content)
	if err != nil {
		return "", errors.Join(errors.New("an act's content must be JSON"), err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}
