package outbox

import (
	"context"
	"slices"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// Way is how a household was told.
type Way string

// The ways. NotReached keeps the message on the list.
const (
	ByPhone    Way = "phone"
	InPerson   Way = "in_person"
	NotReached Way = "not_reached"
	Read       Way = "read" // an officer's own message
)

// Ways lists the ways that the form offers.
func Ways() []Way { return []Way{ByPhone, InPerson, NotReached} }

// MaxWords is the longest note of a try, in runes.
const MaxWords = 300

// Try is one try to tell a household something.
type Try struct {
	ID        string
	Message   string
	Household string
	Way       Way
	Words     string // whom the officer spoke to, when to try again
	At        time.Time
	By        string
}

// Store is what these acts keep and read.
type Store interface {
	// WaitingFor gives for whom a message waits. NotFound when there is none or it was told already.
	WaitingFor(ctx context.Context, county region.Code, id string) (household, officer string, err error)
	AddTry(ctx context.Context, county region.Code, t Try) error
	// MarkTold takes a message off the list.
	MarkTold(ctx context.Context, county region.Code, id, by string, how Way, at time.Time) error
}

// Acts are the acts of the outbox.
type Acts struct {
	Runner *casework.Runner
	NewID  func() string
}

// TellHousehold records a try to tell a household what waits for it. It refuses a way that is none, an overlong note, and a
// message that is another household's (NotFound).
func (a Acts) TellHousehold(ctx context.Context, actor access.Actor, county region.Code, household, message, key string, way Way, words string) error {
	words = strings.TrimSpace(words)
	act := casework.Act{
		Kind: "HouseholdTold", Permission: access.OutboxHandle, County: county, Household: household, Key: key, Content: []string{message, string(way), words},
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		if !slices.Contains(Ways(), way) {
			return "", fault.Field("way", "outbox.way_missing")
		}
		if len([]rune(words)) > MaxWords {
			return "", fault.Field("words", "outbox.words_long", "most", MaxWords)
		}
		store := casework.As[Store](work.Tx)
		waits, _, err := store.WaitingFor(ctx, county, message)
		if err != nil {
			return "", err
		}
		if waits != household {
			return "", fault.New(fault.NotFound, "fault.not_found")
		}
		work.Note("message", message)
		work.Note("way", string(way))
		try := Try{ID: a.NewID(), Message: message, Household: household, Way: way, Words: words, At: work.Now, By: actor.ID}
		if err := store.AddTry(ctx, county, try); err != nil || way == NotReached {
			return try.ID, err
		}
		return try.ID, store.MarkTold(ctx, county, message, actor.ID, way, work.Now)
	})
	return err
}

// ReadMessage takes a message to the officer, or to the officer's office, off the list. NotFound for anybody else's.
func (a Acts) ReadMessage(ctx context.Context, actor access.Actor, message string) error {
	act := casework.Act{Kind: "MessageRead", Permission: access.OwnAccount, County: actor.County, Region: actor.Unit}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		_, officer, err := store.WaitingFor(ctx, actor.County, message)
		if err != nil {
			return "", err
		}
		if officer == "" || officer != actor.ID && officer != string(actor.Unit) {
			return "", fault.New(fault.NotFound, "fault.not_found")
		}
		work.Note("message", message)
		return "", store.MarkTold(ctx, actor.County, message, actor.ID, Read, work.Now)
	})
	return err
}
