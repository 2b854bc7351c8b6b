package policy

import "chengxin/internal/period"

// Act is what a person did, as found. Cases and editions name acts by these words.
type Act string

// Acts that can be trustworthy conduct, that can be a breach, and that never are one.
const (
	DeclaredTruthfully  Act = "如实申报"
	ReportedChange      Act = "及时申报变化"
	WithdrewVoluntarily Act = "主动退出"
	DisclosedKinship    Act = "如实申报亲属关系"
	FalseMaterial       Act = "提供虚假材料"
	Concealment         Act = "谎报瞒报"
	Divorce             Act = "离婚"
	Gift                Act = "赠与"
	Transfer            Act = "转让"
	TippedOff           Act = "举报" // 个人举报
	Obstruction         Act = "妨碍履职"
	LateReport          Act = "未及时申报"
	DataMismatch        Act = "数据不一致"
	Complaint           Act = "投诉或提出异议"
	NothingFurther      Act = "无新行为" // an escalation case: its findings are in the history
)

// Cause is why it came about. Only Intention, proven, passes the intent gate.
type Cause string

// The causes. An officer records one after the household has been heard.
const (
	Intention      Cause = "故意"
	HonestMistake  Cause = "记错或填错"
	DataError      Cause = "数据有误"
	AssistedEntry  Cause = "代填有误或不识字"
	Incapacity     Cause = "患病或失能"
	FamilyViolence Cause = "家庭暴力"
	NormalChange   Cause = "正常变化"
	Unknown        Cause = "未查明"
)

// Subject is whose conduct it is.
type Subject string

// The subjects. Only a responsible adult can be graded.
const (
	ResponsibleAdult Subject = "责任成年人"
	Minor            Subject = "未成年人"
	Incapable        Subject = "无或限制民事行为能力人"
	InnocentMember   Subject = "无责任成员"
)

// Means is how somebody obstructed.
type Means string

// The means that the source names.
const (
	Bribery    Means = "贿赂"
	Coercion   Means = "胁迫"
	Beating    Means = "殴打"
	Insult     Means = "辱骂"
	OtherMeans Means = "其他"
)

// Evidence is one item of evidence.
type Evidence struct {
	Source     string `yaml:"source"`      // items from the same source are not independent
	Verified   bool   `yaml:"verified"`    // somebody checked it against the person or the source
	Primary    bool   `yaml:"primary"`     // the record itself, not a summary or hearsay
	FromRepair bool   `yaml:"from_repair"` // said while applying for credit repair: never evidence
}

// Facts are what was found about one act of one person. Absent facts are unproven, and what is unproven is no breach.
type Facts struct {
	Subject  Subject  `yaml:"subject"`
	Standing Standing `yaml:"standing"`
	Act      Act      `yaml:"act"`
	Cause    Cause    `yaml:"cause"`

	IntentProven     bool       `yaml:"intent_proven"` // intent was assessed on its own, with evidence for it
	Heard            bool       `yaml:"heard"`         // told, and heard or the time for the defence is over
	Evidence         []Evidence `yaml:"evidence"`
	WrittenAdmission bool       `yaml:"written_admission"` // outside any repair
	Investigators    int        `yaml:"investigators"`

	Slight           bool       `yaml:"slight"` // 情节较轻
	Admitted         bool       `yaml:"admitted"`
	EducatedOn       period.Day `yaml:"educated_on"`    // the dated 批评教育 record
	CorrectionDue    period.Day `yaml:"correction_due"` // the last day of the correction period
	CorrectedOn      period.Day `yaml:"corrected_on"`
	CorrectionPaused bool       `yaml:"correction_paused"` // disputing, defending, objecting or awaiting hardship relief
	OverpaidFen      int64      `yaml:"overpaid_fen"`      // proven overpayment caused by this act, fen
	RepaidFen        int64      `yaml:"repaid_fen"`        // paid back voluntarily, fen
	RepaymentPlan    bool       `yaml:"repayment_plan"`    // an agreed plan that is kept
	PurposeProven    bool       `yaml:"purpose_proven"`    // the divorce, gift or transfer was made to obtain assistance
	StillEligible    bool       `yaml:"still_eligible"`
	LegalSignOff     bool       `yaml:"legal_sign_off"`   // county legal sign-off for stopping an eligible household
	HardshipChecked  bool       `yaml:"hardship_checked"` // H6
	HardshipFound    bool       `yaml:"hardship_found"`

	FabricationFound    bool `yaml:"fabrication_found"` // a recorded finding of intentional fabrication
	StrongEvidence      bool `yaml:"strong_evidence"`
	CountyApproved      bool `yaml:"county_approved"`
	ConflictChecked     bool `yaml:"conflict_checked"`
	OtherOfficers       bool `yaml:"other_officers"`        // other officers than those of the tip-off
	RespondentOfDispute bool `yaml:"respondent_of_dispute"` // the person is party to the dispute reported

	Means           Means `yaml:"means"`
	Recorded        bool  `yaml:"recorded"`         // recorded on the spot
	PoliceReference bool  `yaml:"police_reference"` // a police reference number
	Corroborated    bool  `yaml:"corroborated"`

	Accurate   bool       `yaml:"accurate"`    // of trustworthy conduct: checked and right
	Verified   bool       `yaml:"verified"`    // of trustworthy conduct: by visit or platform
	ChangedOn  period.Day `yaml:"changed_on"`  // the day of the change of circumstances
	ReportedOn period.Day `yaml:"reported_on"` // the day on which it was reported or found
	Major      bool       `yaml:"major"`       // 重大变化
}

// Past is one finding of the history, as a decision left it.
type Past struct {
	ID          string     `yaml:"id"`
	Number      string     `yaml:"number"` // of the decision, as people name it; empty where a case has none
	Clause      string     `yaml:"clause"`
	Grade       Grade      `yaml:"grade"`
	EffectiveOn period.Day `yaml:"effective_on"` // after internal review ended; zero: not effective, for instance stayed
	RevokedOn   period.Day `yaml:"revoked_on"`
	RepairedOn  period.Day `yaml:"repaired_on"`
	UsedBy      string     `yaml:"used_by"` // the escalation that already counted it; facts are not counted twice
}
