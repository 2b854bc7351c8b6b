package casefile

import (
	"context"
	"slices"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

// Message is something that waits to be told.
type Message struct {
	ID        string
	Household string
	Officer   string
	Number    string
	Region    region.Code
	Topic     string // the catalogue's key
	Detail    map[string]string
	At        time.Time
	Tries     int
}

// Waiting lists what households wait to be told where the officer handles the outbox, oldest first, one page after a
// message. The list names no one.
func (r *Reader) Waiting(ctx context.Context, actor access.Actor, after Message) (rows []Message, more bool, err error) {
	inside := places(actor, access.OutboxHandle)
	if actor.Kind != access.Officer || len(inside) == 0 {
		return nil, false, fault.New(fault.Forbidden, "fault.forbidden")
	}
	for _, place := range inside {
		some, err := r.Store.Waiting(ctx, actor.County, place, after, Page+1)
		if err != nil {
			return nil, false, err
		}
		rows = append(rows, some...)
	}
	slices.SortFunc(rows, func(a, b Message) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return rows[:min(Page, len(rows))], len(rows) > Page, nil
}

// ToTell is a message with whom to tell: the members who can be called, masked.
type ToTell struct {
	Message
	Persons []Person
}

// Message opens one waiting message with the household's members; the opening is logged.
func (r *Reader) Message(ctx context.Context, actor access.Actor, id string) (ToTell, error) {
	message, err := r.Store.WaitingMessage(ctx, actor.County, id)
	if err != nil {
		return ToTell{}, err
	}
	act := casework.Act{
		Kind: "MessageOpened", Permission: access.OutboxHandle, County: actor.County, Household: message.Household, Looks: true, Purpose: "told",
	}
	_, err = casework.Do(ctx, r.Runner, actor, act, func(_ context.Context, work *casework.Work) (string, error) {
		work.Note("message", id)
		return "", nil
	})
	if err != nil {
		return ToTell{}, err
	}
	versions, err := r.Store.MemberVersions(ctx, actor.County, message.Household)
	if err != nil {
		return ToTell{}, err
	}
	told := ToTell{Message: message}
	for _, member := range household.Members(versions, r.today()) {
		told.Persons = append(told.Persons, personOf(member, versions, r.today()))
	}
	return told, nil
}

// Phones reveals the telephone numbers of the adults to be told of a message; each reading is logged as a revealing.
func (r *Reader) Phones(ctx context.Context, actor access.Actor, message ToTell) (map[string]string, error) {
	act := casework.Act{
		Kind: "ValueRevealed", Permission: access.OutboxHandle, County: actor.County, Household: message.Household, Looks: true, Purpose: "told",
	}
	phones := map[string]string{}
	_, err := casework.Do(ctx, r.Runner, actor, act, func(_ context.Context, work *casework.Work) (string, error) {
		work.Note("field", "phone")
		work.Note("message", message.ID)
		return "", nil
	})
	if err != nil {
		return nil, err
	}
	versions, err := r.Store.MemberVersions(ctx, actor.County, message.Household)
	if err != nil {
		return nil, err
	}
	for _, member := range household.Members(versions, r.today()) {
		if member.Adult(r.today()) && member.Phone != "" {
			phones[member.ID] = member.Phone
		}
	}
	return phones, nil
}

// OfficerMessages lists what waits for the officer or the officer's office.
func (r *Reader) OfficerMessages(ctx context.Context, actor access.Actor) ([]Message, error) {
	if actor.Kind != access.Officer {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	recipients := []string{actor.ID}
	if actor.Unit != "" {
		recipients = append(recipients, string(actor.Unit))
	}
	return r.Store.OfficerMessages(ctx, actor.County, recipients, Page)
}
