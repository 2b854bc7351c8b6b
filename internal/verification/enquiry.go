package verification

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Enquiry asks another county about one person who lives there or is registered there (异地协查).
type Enquiry struct {
	ID        string      `json:"-"`
	Household string      `json:"-"`
	Region    region.Code `json:"-"` // the household's place
	Member    string      `json:"-"`
	Other     region.Code `json:"-"` // the county that is asked
	Agency    string      `json:"agency"`
	Reason    string      `json:"reason"` // why: where the person lives and is registered
	Asked     []string    `json:"asked"`  // the items, by code
	DueOn     period.Day  `json:"-"`
	Document  string      `json:"-"`
	Number    string      `json:"-"`
	At        time.Time   `json:"-"`
	By        string      `json:"-"`

	Events []EnquiryEvent `json:"-"`
}

// EnquiryEvent is what happened to an enquiry.
type EnquiryEvent struct {
	ID      string     `json:"-"`
	Enquiry string     `json:"-"`
	Kind    string     `json:"-"`
	Words   string     `json:"words"`
	Scan    string     `json:"scan,omitempty"` // the reply's picture, by its hash
	Type    string     `json:"type,omitempty"`
	Size    int64      `json:"size,omitempty"`
	On      period.Day `json:"-"`
	At      time.Time  `json:"-"`
	By      string     `json:"-"`
}

// The kinds of events.
const (
	Reminded = "reminded"
	Replied  = "replied"
)

// ReplyWithin is within what the other county is asked to reply.
var ReplyWithin = deadline.Span{Count: 15, Unit: deadline.Working}

// AskAgainAfter is how many months an enquiry's reply is good for.
const AskAgainAfter = 12

// EnquiryDue says whether the county of somebody's 户籍 is to be asked about that person: it is known, it is not the county where the
// household lives, and it was not asked within the last months.
func EnquiryDue(member string, hukou, residence region.Code, sent []Enquiry, today period.Day) bool {
	other := hukou.County()
	if other == "" || other == residence.County() {
		return false
	}
	return !slices.ContainsFunc(sent, func(e Enquiry) bool {
		return e.Member == member && e.Other == other && !period.DayOf(e.At).AddMonths(AskAgainAfter).Before(today)
	})
}

// EnquiryState is how far an enquiry is.
type EnquiryState string

// The states.
const (
	Waiting  EnquiryState = "waiting"
	Overdue  EnquiryState = "overdue"
	Answered EnquiryState = "answered"
)

// Reply is the enquiry's reply; false while there is none.
func (e Enquiry) Reply() (EnquiryEvent, bool) {
	for _, event := range e.Events {
		if event.Kind == Replied {
			return event, true
		}
	}
	return EnquiryEvent{}, false
}

// State derives how far the enquiry is on a day.
func (e Enquiry) State(today period.Day) EnquiryState {
	if _, replied := e.Reply(); replied {
		return Answered
	}
	if e.DueOn.Before(today) {
		return Overdue
	}
	return Waiting
}

// CheckEnquiry refuses an enquiry to the own county or to no county, without an agency, a reason or anything asked.
func CheckEnquiry(e Enquiry, own region.Code) error {
	var wrong fault.List
	if e.Other.Level() != region.County || e.Other == own {
		wrong = append(wrong, fault.Field("other", "verification.enquiry.other"))
	}
	if strings.TrimSpace(e.Agency) == "" || len([]rune(e.Agency)) > 60 {
		wrong = append(wrong, fault.Field("agency", "verification.enquiry.agency"))
	}
	if strings.TrimSpace(e.Reason) == "" || len([]rune(e.Reason)) > MaxWords {
		wrong = append(wrong, fault.Field("reason", "verification.enquiry.reason"))
	}
	if len(e.Asked) == 0 {
		wrong = append(wrong, fault.Field("asked", "verification.enquiry.asked"))
	}
	return wrong.OrNil()
}

// CheckEvent refuses a reminder or a second reply after a reply (Conflict), a day before the letter or after today, and a reply
// without words.
func CheckEvent(e Enquiry, made EnquiryEvent, today period.Day) error {
	if _, replied := e.Reply(); replied {
		return fault.New(fault.Conflict, "verification.enquiry.replied")
	}
	var wrong fault.List
	if made.On.After(today) || made.On.Before(period.DayOf(e.At)) {
		wrong = append(wrong, fault.Field("on", "verification.enquiry.on"))
	}
	if made.Kind == Replied && strings.TrimSpace(made.Words) == "" || len([]rune(made.Words)) > MaxWords {
		wrong = append(wrong, fault.Field("words", "verification.enquiry.words"))
	}
	return wrong.OrNil()
}
