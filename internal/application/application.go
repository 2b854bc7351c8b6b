package application

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// Assistance is what is asked for.
type Assistance string

// The kinds of assistance.
const (
	Dibao     Assistance = "dibao"     // 最低生活保障
	Edge      Assistance = "edge"      // 低保边缘
	Destitute Assistance = "destitute" // 特困人员供养
	Temporary Assistance = "temporary" // 临时救助
	Emergency Assistance = "emergency" // 急难救助
	Medical   Assistance = "medical"   // 医疗救助
	Education Assistance = "education" // 教育救助
)

// Kinds lists them in the order in which forms show them.
func Kinds() []Assistance {
	return []Assistance{Dibao, Edge, Destitute, Temporary, Emergency, Medical, Education}
}

// exempt are never barred, whatever an edition says (H6; LAW 35, 70).
var exempt = []Assistance{Destitute, Temporary, Emergency, Medical, Education}

// Request is a request as it was registered.
type Request struct {
	ID        string
	Household string // empty for a family that is not on the register yet
	Applicant string // the member
	Asked     Assistance
	For       []string // the members it is for
	Kin       bool     // somebody is kin of an officer or of the village committee: disclosed, filed apart, visited by the county
	Changed   string   // how the circumstances have changed since a decision; empty when nothing is said
	On        period.Day
	At        time.Time
	By        string
	Records   []Record
}

// Record is one thing that happened to a request.
type Record struct {
	ID   string
	At   time.Time
	By   string
	What What
}

// What is the content of a record.
type What interface{ Kind() Kind }

// Kind names what happened.
type Kind string

// The kinds.
const (
	KindReferred   Kind = "referred"
	KindAccepted   Kind = "accepted"
	KindRefused    Kind = "refused"
	KindOverridden Kind = "overridden"
)

// Referred gives the request to a named officer because a bar runs.
type Referred struct {
	Officer string   `json:"officer"`
	Bars    []string `json:"bars"`
}

// Kind is KindReferred.
func (Referred) Kind() Kind { return KindReferred }

// Accepted takes the request into the procedure (受理).
type Accepted struct {
	Reason string `json:"reason,omitempty"` // where a bar ran: why it does not hold here
}

// Kind is KindAccepted.
func (Accepted) Kind() Kind { return KindAccepted }

// Refused is a person's act, with reasons and remedies, served like a decision.
type Refused struct {
	Reason   string `json:"reason"`
	Basis    string `json:"basis"` // the provision
	Document string `json:"document"`
	Number   string `json:"number"`
}

// Kind is KindRefused.
func (Refused) Kind() Kind { return KindRefused }

// Overridden lets a request pass a bar by the county's word.
type Overridden struct {
	Reason string `json:"reason"`
}

// Kind is KindOverridden.
func (Overridden) Kind() Kind { return KindOverridden }

// Bar is an application bar with what its decision is worth.
type Bar struct {
	Measure measure.Measure
	Effect  objection.Effect
}

// Passing says why a bar does not hold a request.
type Passing string

// The reasons.
const (
	NoBar        Passing = "no_bar"
	ExemptKind   Passing = "exempt"  // emergency, temporary, medical, education, destitute
	OtherMembers Passing = "others"  // for members without fault
	NewSituation Passing = "changed" // circumstances have changed
	ByCounty     Passing = "county"  // the county's word
)

// Check says which bars hold a request on a day, and why it passes when none does. It names no household and no finding: whoever asks
// learns only that a named officer has to look (safeguards, rule 8).
func Check(request Request, bars []Bar, today period.Day) (holding []Bar, passes Passing) {
	var running []Bar
	for _, bar := range bars {
		if bar.Measure.Drawn.Kind == policy.ApplicationBar && bar.Measure.Runs(bar.Measure.Member, bar.Effect, today) {
			running = append(running, bar)
		}
	}
	switch {
	case len(running) == 0:
		return nil, NoBar
	case slices.Contains(exempt, request.Asked):
		return nil, ExemptKind
	case strings.TrimSpace(request.Changed) != "":
		return nil, NewSituation
	case slices.ContainsFunc(request.Records, func(r Record) bool { _, is := r.What.(Overridden); return is }):
		return nil, ByCounty
	}
	for _, bar := range running {
		if slices.Contains(request.For, bar.Measure.Member) {
			holding = append(holding, bar)
		}
	}
	if len(holding) == 0 {
		return nil, OtherMembers
	}
	return holding, ""
}

// Register checks a request before it is kept. It refuses (Invalid) one without a kind, applicant or members; nothing else, and never a bar.
func Register(request Request) error {
	var wrong fault.List
	if !slices.Contains(Kinds(), request.Asked) {
		wrong = append(wrong, fault.Field("asked", "application.asked"))
	}
	if strings.TrimSpace(request.Applicant) == "" {
		wrong = append(wrong, fault.Field("applicant", "application.applicant"))
	}
	if len(request.For) == 0 {
		wrong = append(wrong, fault.Field("for", "application.for"))
	}
	return wrong.OrNil()
}

// Do checks something before it becomes a record of the request. It refuses (Conflict) a request that is answered already, an acceptance without a
// reason and a referral without a bar, (Forbidden) an override by whoever is not the county, and (Invalid) a refusal without reasons, basis or
// number.
func (r Request) Do(what What, by string, county bool, now time.Time, bars []Bar) (Record, error) {
	record := Record{At: now, By: by, What: what}
	if r.Answered() {
		return record, fault.New(fault.Conflict, "application.answered")
	}
	holding, _ := Check(r, bars, period.DayOf(now))
	switch what := what.(type) {
	case Referred:
		if len(holding) == 0 {
			return record, fault.New(fault.Conflict, "application.no_bar")
		}
		if strings.TrimSpace(what.Officer) == "" {
			return record, fault.Field("officer", "application.officer")
		}
	case Accepted:
		if len(holding) > 0 {
			return record, determination.Typed("reason", what.Reason).OrNil()
		}
	case Refused:
		wrong := determination.Typed("reason", what.Reason)
		wrong = append(wrong, determination.Typed("basis", what.Basis)...)
		return record, wrong.OrNil()
	case Overridden:
		if !county {
			return record, fault.New(fault.Forbidden, "application.override")
		}
		return record, determination.Typed("reason", what.Reason).OrNil()
	}
	return record, nil
}

// Answered says whether the request was accepted or refused.
func (r Request) Answered() bool {
	return slices.ContainsFunc(r.Records, func(one Record) bool {
		return one.What.Kind() == KindAccepted || one.What.Kind() == KindRefused
	})
}
