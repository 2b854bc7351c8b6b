package policy

// RepairNeed is something that a household does before its standing is restored.
type RepairNeed string

// What a repair may ask for. It never asks that an objection be dropped, and its admission is never evidence.
const (
	NeedInterview    RepairNeed = "interview"      // 约谈教育
	NeedCorrection   RepairNeed = "correction"     // 改正
	NeedRefundOrPlan RepairNeed = "refund_or_plan" // 退回或者有退回计划
	NeedNewPledge    RepairNeed = "new_pledge"     // 重新承诺
)

// Repair is when and how a grade is repaired (信用修复).
type Repair struct {
	Grade       Grade        `yaml:"grade"`
	AfterMonths int          `yaml:"after_months"` // from the day on which the finding takes effect; 0: as soon as corrected
	Needs       []RepairNeed `yaml:"needs"`
	LiftsBar    bool         `yaml:"lifts_bar"`
	Rule        `yaml:",inline"`
}

// Retention is the usable life of a finding: after it the record is sealed and counts nowhere.
type Retention struct {
	Grade  Grade `yaml:"grade"`
	Months int   `yaml:"months"`
	Rule   `yaml:",inline"`
}

// RetentionCeiling is the hard end for every record.
type RetentionCeiling struct {
	Months int `yaml:"months"`
	Rule   `yaml:",inline"`
}

// Recovery is how overpaid money comes back. What is asked back never exceeds the proven overpayment.
type Recovery struct {
	InstalmentsMonths  int      `yaml:"instalments_months"`   // an instalment plan's longest length
	HardshipRelief     bool     `yaml:"hardship_relief"`      // deferral and write-off are possible
	AutomaticOffset    bool     `yaml:"automatic_offset"`     // refused by the check: never
	StaffErrorIsBreach bool     `yaml:"staff_error_is_fault"` // refused by the check: never
	RemindersDays      []int    `yaml:"reminders_days"`       // calendar days before the due day
	WriteOffReasons    []string `yaml:"write_off_reasons"`
	Rule               `yaml:",inline"`
}

// Repair gives how a grade is repaired.
func (e *Edition) Repair(grade Grade) (Repair, bool) {
	return ofGrade(e.content.Repair, grade, func(r Repair) Grade { return r.Grade })
}

// Retention gives the usable life of a grade.
func (e *Edition) Retention(grade Grade) (Retention, bool) {
	return ofGrade(e.content.Retention, grade, func(r Retention) Grade { return r.Grade })
}

// RetentionCeiling gives the hard end for every record.
func (e *Edition) RetentionCeiling() RetentionCeiling { return e.content.RetentionCeiling }

// Recovery gives how overpaid money comes back.
func (e *Edition) Recovery() Recovery { return e.content.Recovery }
