package policy

import "chengxin/internal/period"

// MeasureKind is what a measure does; the code knows these, the edition names and limits them.
type MeasureKind string

// The kinds of measure.
const (
	Reminder          MeasureKind = "reminder"           // 提醒: no grade
	CorrectiveTalk    MeasureKind = "corrective_talk"    // 批评教育: no grade
	Education         MeasureKind = "education"          // 教育引导、政策宣传
	Correction        MeasureKind = "correction"         // 督促纠正
	SuspendProcessing MeasureKind = "suspend_processing" // 中止业务办理流程
	StopPayment       MeasureKind = "stop_payment"       // 停发待遇
	RefundOrder       MeasureKind = "refund_order"       // 责令限期退回违规资金
	ApplicationBar    MeasureKind = "application_bar"    // 不再受理救助业务
)

// Adverse says whether a measure takes something from a household: such a measure needs a legal basis, or a filed opinion.
func (k MeasureKind) Adverse() bool {
	switch k {
	case SuspendProcessing, StopPayment, RefundOrder, ApplicationBar:
		return true
	case Reminder, CorrectiveTalk, Education, Correction:
		return false
	}
	return true // an unknown kind is treated as the harder one; the check refuses it
}

// Standing is whether the household applies for assistance or receives it.
type Standing string

// The standings.
const (
	Applicant Standing = "申请人"
	Recipient Standing = "在保对象"
)

// Measure is a consequence of a grade (惩戒), or, without a grade, an answer to conduct that is no breach.
type Measure struct {
	Code       string        `yaml:"code"`
	Kind       MeasureKind   `yaml:"kind"`
	Grade      Grade         `yaml:"grade"`
	Label      string        `yaml:"label"`
	Words      string        `yaml:"words"`
	For        []Standing    `yaml:"for"`    // empty: everybody
	Months     int           `yaml:"months"` // of an application bar: [d, d+months), month-end clamped, never extended
	Requires   []Requirement `yaml:"requires"`
	Exceptions []string      `yaml:"exceptions"` // what the measure never touches
	Rule       `yaml:",inline"`
}

// NeedsOpinion says whether the measure is in force only with a legal opinion filed by the county: it takes something, and
// no basis for it was found (rules.md §8, measures without a legal basis).
func (m Measure) NeedsOpinion() bool { return m.Kind.Adverse() && m.LegalBasis.None }

// LegalOpinion is what a county files so that a measure without a national basis comes into force there.
type LegalOpinion struct {
	Measure    string     `json:"measure" yaml:"measure"`
	Number     string     `json:"number" yaml:"number"`           // 文号
	DatedOn    period.Day `json:"dated_on" yaml:"dated_on"`       // the day it was signed
	By         string     `json:"by" yaml:"by"`                   // the office that gave it
	ScanDigest string     `json:"scan_digest" yaml:"scan_digest"` // SHA-256 of the scan, in hexadecimal
	Demo       bool       `json:"demo" yaml:"demo"`               // an invented opinion of the demonstration: watermarked 演示
}

// complete says whether number, date, office and scan are all there.
func (o LegalOpinion) complete() bool {
	return o.Number != "" && !o.DatedOn.IsZero() && o.By != "" && len(o.ScanDigest) == 64
}

// WithOpinions is the edition as a county with these filed opinions applies it. An incomplete opinion changes nothing.
func (e *Edition) WithOpinions(opinions ...LegalOpinion) *Edition {
	with := *e
	with.opinions = map[string]LegalOpinion{}
	for code, opinion := range e.opinions {
		with.opinions[code] = opinion
	}
	for _, opinion := range opinions {
		if opinion.complete() {
			with.opinions[opinion.Measure] = opinion
		}
	}
	return &with
}

// Measure finds a measure by its code.
func (e *Edition) Measure(code string) (Measure, bool) {
	for _, measure := range e.content.Measures {
		if measure.Code == code {
			return measure, true
		}
	}
	return Measure{}, false
}

// Measures lists the measures in force on a day; a measure that still waits for a legal opinion is among them.
func (e *Edition) Measures(on period.Day) []Measure {
	return inForce(e.content.Measures, on, func(m Measure) Rule { return m.Rule })
}
