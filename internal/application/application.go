package application

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
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

// Channel is how a request came in; all are equal.
type Channel string

// The channels.
const (
	AtDesk    Channel = "desk"    // at the township's window
	InVillage Channel = "village" // through the village committee
	AtHome    Channel = "home"    // at a visit
	ByPhone   Channel = "phone"
	ByLetter  Channel = "letter"
	Online    Channel = "online" // through another platform, entered here
)

// Channels lists them in the order in which forms show them.
func Channels() []Channel { return []Channel{AtDesk, InVillage, AtHome, ByPhone, ByLetter, Online} }

// Deputy is who asks for the applicant, who cannot come (委托申请); empty when the applicant asks.
type Deputy struct {
	Name     string `json:"name,omitempty"`
	Relation string `json:"relation,omitempty"` // to the applicant, in words
}

// KinAnswer is what the applicant says to the question whether anybody in the household is kin of an official.
type KinAnswer string

// The answers. It is always asked (民发〔2021〕57号 11).
const (
	NoKin  KinAnswer = "none"
	HasKin KinAnswer = "disclosed"
)

// Request is a request as it was registered.
type Request struct {
	ID        string
	Household string
	Number    string // of the receipt that the applicant holds
	Document  string
	Applicant string // the member
	Deputy    Deputy
	Asked     Assistance
	For       []string // the members it is for
	Channel   Channel
	Kin       KinAnswer // as it was answered; whether it is filed apart says Apart
	Changed   string    // how the circumstances have changed since a decision; empty when nothing is said
	Words     string    // what the applicant says, in short; may be empty
	On        period.Day
	At        time.Time
	By        string
	Records   []Record
}

// Apart says whether the request is filed apart and visited by the county (单独登记备案): kin of an official was disclosed with it, or later.
func (r Request) Apart() bool {
	_, _, later := latest[Disclosed](r)
	return r.Kin == HasKin || later
}

// Bar is an application bar that a measure makes, as it stands on a day. Of its decision it holds nothing but its name.
type Bar struct {
	ID      string
	Measure string     // the measure that makes it
	Member  string     // whose conduct it answers: other members are not touched
	Asked   Assistance // what it bars; empty: all that may be barred
	From    period.Day // the first day
	Until   period.Day // the first day on which it holds no more
	Stands  bool       // nothing stays it, lifts it or takes it away
}

// Runs says whether the bar runs on a day: the calendar ends it, whoever looks or not.
func (b Bar) Runs(today period.Day) bool {
	return b.Stands && !b.From.IsZero() && !today.Before(b.From) && today.Before(b.Until)
}

// Passing says why a bar does not hold a request.
type Passing string

// The reasons, the first that holds.
const (
	NoBar        Passing = "no_bar"
	ExemptKind   Passing = "exempt"    // emergency, temporary, medical, education, destitute
	OtherMembers Passing = "others"    // for members without fault
	Minor        Passing = "minor"     // for minors
	NewSituation Passing = "changed"   // circumstances have changed
	Protected    Passing = "protected" // an officer has found an emergency or a person to be protected
	ByCounty     Passing = "county"    // the county's word
)

// Check says which bars hold a request on a day, and why it passes when none does. It names no household and no finding: whoever asks
// learns only that a named officer has to look (safeguards, rule 8). A minor is never barred, whoever says so (H6).
func Check(request Request, bars []Bar, minor func(member string) bool, today period.Day) (holding []Bar, passes Passing) {
	var running []Bar
	for _, bar := range bars {
		if bar.Runs(today) && (bar.Asked == "" || bar.Asked == request.Asked) {
			running = append(running, bar)
		}
	}
	_, _, exempted := latest[Exempted](request)
	_, _, overridden := latest[Overridden](request)
	switch {
	case len(running) == 0:
		return nil, NoBar
	case slices.Contains(exempt, request.Asked):
		return nil, ExemptKind
	case strings.TrimSpace(request.Changed) != "":
		return nil, NewSituation
	case overridden:
		return nil, ByCounty
	case exempted:
		return nil, Protected
	}
	passes = OtherMembers
	for _, bar := range running {
		switch {
		case !slices.Contains(request.For, bar.Member):
		case minor(bar.Member):
			passes = Minor
		default:
			holding = append(holding, bar)
		}
	}
	if len(holding) > 0 {
		passes = ""
	}
	return holding, passes
}

// Register checks a request before it is kept. It refuses (Invalid) one without a kind, applicant, members, channel, day or an answer about kin;
// nothing else, and never a bar.
func Register(request Request, today period.Day) error {
	var wrong fault.List
	need := func(fine bool, field, key string) {
		if !fine {
			wrong = append(wrong, fault.Field(field, key))
		}
	}
	need(slices.Contains(Kinds(), request.Asked), "asked", "application.asked")
	need(strings.TrimSpace(request.Applicant) != "", "applicant", "application.applicant")
	need(len(request.For) > 0, "for", "application.for")
	need(slices.Contains(Channels(), request.Channel), "channel", "application.channel")
	need(!request.On.IsZero() && !request.On.After(today), "on", "application.on")
	need(request.Kin == NoKin || request.Kin == HasKin, "kin", "application.kin")
	need((request.Deputy.Name == "") == (request.Deputy.Relation == ""), "deputy_relation", "application.deputy")
	return wrong.OrNil()
}
