package pledge

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Channel is the way by which something reached the household.
type Channel string

// The channels; all are equals.
const (
	Online   Channel = "online"
	OnPaper  Channel = "paper"
	InPerson Channel = "in_person"
	ByProxy  Channel = "proxy"
)

// Channels lists them in the order in which forms show them.
func Channels() []Channel { return []Channel{Online, OnPaper, InPerson, ByProxy} }

// Speech is the language in which something was told.
type Speech string

// The languages in which officers tell; Other is written out beside it.
const (
	Mandarin Speech = "mandarin" // 普通话
	Dialect  Speech = "dialect"  // 当地方言
	Other    Speech = "other"
)

// Speeches lists them in the order in which forms show them.
func Speeches() []Speech { return []Speech{Mandarin, Dialect, Other} }

// Issue is a notice issued to a household: which text, when and by whom. Issuing is not yet telling.
type Issue struct {
	ID, Household          string
	Edition, Version, Hash string
	Channel                Channel
	Language               Speech
	Document, Slip         string // the documents made with it; the slip carries the access codes
	IssuedAt               time.Time
	IssuedBy               string
}

// Method is how a document was served (送达方式).
type Method string

// The methods. Posting alone is not proof that it arrived: it needs the return receipt's receiver.
const (
	HandedOver    Method = "handed_over"    // 直接送达本人
	LeftWithAdult Method = "left_with"      // 交同住成年家属
	Posted        Method = "posted"         // 邮寄, with the return receipt
	ReadOnline    Method = "read_online"    // 线上阅读确认
	ReadAloud     Method = "read_in_person" // 当面宣读
)

// Methods lists the methods that an officer records; ReadOnline is recorded by the resident's own reading.
func Methods() []Method { return []Method{HandedOver, LeftWithAdult, ReadAloud, Posted} }

// Mark is how the receiver confirmed.
type Mark string

// The marks. A refusal or an inability needs a witness.
const (
	SignedPaper Mark = "signature"
	Thumbprint  Mark = "thumbprint"
	Refused     Mark = "refused"
	Unable      Mark = "unable"
)

// Marks lists them in the order in which forms show them.
func Marks() []Mark { return []Mark{SignedPaper, Thumbprint, Refused, Unable} }

// Service is a proof that the notice was served (送达回证). It starts the clocks.
type Service struct {
	ID, Household, Issue string
	Version, Hash        string
	Method               Method
	ServedAt             time.Time // day and hour, as on the paper
	Receiver, Relation   string    // who took it, and who that is to the household
	Member               string    // the member who took it, when it was one
	Mark                 Mark
	Witness              string // name; needed for a refusal or an inability
	Language             Speech
	Spoken               string // the language's name when Other
	ReadAloudBy          string // the officer or person who read it aloud; empty when nobody did
	Document             string // the numbered proof of service
	RecordedAt           time.Time
	RecordedBy           string
}

// maxName is how long a name typed by an officer may be, in runes.
const maxName = 50

// Record checks a proof of service before it is kept. It refuses a moment before the minute of the issue or after now, an unknown
// method, mark or language, a missing receiver, a refusal or inability without a witness, and a reading aloud without
// its reader; each refusal names its field.
func (s Service) Record(issue Issue, now time.Time) (Service, error) {
	var wrong fault.List
	s.Receiver, s.Witness, s.ReadAloudBy = strings.TrimSpace(s.Receiver), strings.TrimSpace(s.Witness), strings.TrimSpace(s.ReadAloudBy)
	if !slices.Contains(Methods(), s.Method) {
		wrong = append(wrong, fault.Field("method", "notice.service.method_missing"))
	}
	switch {
	case s.ServedAt.IsZero():
		wrong = append(wrong, fault.Field("served_at", "notice.service.moment_missing"))
	case s.ServedAt.After(now):
		wrong = append(wrong, fault.Field("served_at", "notice.service.moment_future"))
	case s.ServedAt.Before(issue.IssuedAt.Truncate(time.Minute)): // papers say hour and minute, not the second
		wrong = append(wrong, fault.Field("served_at", "notice.service.moment_before_issue",
			"day", period.DayOf(issue.IssuedAt).Chinese(), "hour", issue.IssuedAt.In(period.Shanghai).Format("15:04")))
	}
	if s.Receiver == "" || len([]rune(s.Receiver)) > maxName {
		wrong = append(wrong, fault.Field("receiver", "notice.service.receiver_missing"))
	}
	if s.Method == LeftWithAdult && strings.TrimSpace(s.Relation) == "" {
		wrong = append(wrong, fault.Field("relation", "notice.service.relation_missing"))
	}
	if !slices.Contains(Marks(), s.Mark) {
		wrong = append(wrong, fault.Field("mark", "notice.service.mark_missing"))
	}
	if (s.Mark == Refused || s.Mark == Unable) && s.Witness == "" {
		wrong = append(wrong, fault.Field("witness", "notice.service.witness_missing"))
	}
	if !slices.Contains(Speeches(), s.Language) {
		wrong = append(wrong, fault.Field("language", "notice.service.language_missing"))
	}
	if s.Method == ReadAloud && s.ReadAloudBy == "" {
		wrong = append(wrong, fault.Field("read_aloud_by", "notice.service.reader_missing"))
	}
	s.Household, s.Issue, s.Version, s.Hash = issue.Household, issue.ID, issue.Version, issue.Hash
	return s, wrong.OrNil()
}

// Reading is a resident's own reading online: opened, and confirmed as read when Confirmed is set.
type Reading struct {
	ID, Household, Member string
	Version, Hash         string
	Confirmed             bool
	Channel               Channel // Online, or ByProxy
	Proxy                 string  // the proxy's registration
	At                    time.Time
}

// Confirm checks that what is confirmed is the text in force: the page posts the hash that it showed.
func (t Terms) Confirm(hash string) error {
	if hash != t.Notice.Hash {
		return fault.New(fault.Conflict, "notice.text_changed")
	}
	return nil
}

// Told is the facts of one household's notice.
type Told struct {
	Issues   []Issue
	Services []Service
	Readings []Reading
	Answers  []Answer
}

// NoticeState is where a household's notice stands.
type NoticeState string

// The states; see docs/states.md.
const (
	NotIssued  NoticeState = "not_issued"
	NotServed  NoticeState = "issued"  // issued, and nothing proves yet that it arrived
	ToldNow    NoticeState = "told"    // told of the text in force
	ToldBefore NoticeState = "earlier" // told, but of an earlier version: to be told again
)

// NoticeStanding is what is known of a household's notice on the text in force.
type NoticeStanding struct {
	State   NoticeState
	Version string    // the version last told; empty if none
	ToldAt  time.Time // the first proof for that version: it starts the clocks
	Methods []Method  // the ways in which the current text was proved told, each once
	Opened  bool      // some member has opened the current text online
}

// NoticeStandingOf derives a household's notice standing from its facts, in any order. A served refusal is told: the
// witness stands for it.
func NoticeStandingOf(terms Terms, told Told) NoticeStanding {
	current := terms.Notice.Hash
	standing := NoticeStanding{State: NotIssued}
	if len(told.Issues) > 0 {
		standing.State = NotServed
	}
	var earlierAt time.Time
	proof := func(hash, version string, method Method, at time.Time) {
		if hash != current {
			if at.After(earlierAt) && standing.State != ToldNow {
				earlierAt, standing.Version, standing.ToldAt, standing.State = at, version, at, ToldBefore
			}
			return
		}
		if standing.State != ToldNow || at.Before(standing.ToldAt) {
			standing.State, standing.Version, standing.ToldAt = ToldNow, version, at
		}
		if !slices.Contains(standing.Methods, method) {
			standing.Methods = append(standing.Methods, method)
		}
	}
	for _, service := range told.Services {
		proof(service.Hash, service.Version, service.Method, service.ServedAt)
	}
	for _, reading := range told.Readings {
		if reading.Confirmed {
			proof(reading.Hash, reading.Version, ReadOnline, reading.At)
		}
		standing.Opened = standing.Opened || reading.Hash == current
	}
	slices.Sort(standing.Methods)
	return standing
}

// MustBeTold refuses what comes after the notice while the household has not been told of the text in force.
func (s NoticeStanding) MustBeTold() error {
	switch s.State {
	case ToldNow:
		return nil
	case ToldBefore:
		return fault.New(fault.Conflict, "notice.told_before")
	case NotIssued, NotServed:
	}
	return fault.New(fault.Conflict, "notice.not_told")
}
