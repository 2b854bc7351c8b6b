package access

// Permission names one thing that may be done. Every route and every act names exactly one.
type Permission string

// What anybody may do, and what any signed-in person may do.
const (
	Public   Permission = "public"
	SignedIn Permission = "signed_in"
)

// What a resident may do for the own household.
const (
	SelfView    Permission = "self.view"
	SelfNotice  Permission = "self.notice"
	SelfPledge  Permission = "self.pledge"
	SelfDeclare Permission = "self.declare"
	SelfChange  Permission = "self.change"
	SelfExit    Permission = "self.exit"
	SelfCase    Permission = "self.case"
	SelfProxy   Permission = "self.proxy"
)

// What officers may do with households and their papers.
const (
	HouseholdSearch   Permission = "household.search"
	HouseholdOpen     Permission = "household.open"
	HouseholdReveal   Permission = "household.reveal"
	HouseholdRegister Permission = "household.register"
	HouseholdCorrect  Permission = "household.correct"
	KinshipRecord     Permission = "kinship.record"
	ProxyRegister     Permission = "proxy.register"
	AccessCodeIssue   Permission = "access_code.issue"

	NoticeIssue Permission = "notice.issue"
	NoticeServe Permission = "notice.serve"

	PledgeRecord Permission = "pledge.record"

	DeclarationEnter Permission = "declaration.enter"
	ChangeEnter      Permission = "change.enter"
	ExitEnter        Permission = "exit.enter"
	ExitCallBack     Permission = "exit.call_back"

	ComparisonView Permission = "comparison.view"
	ComparisonRun  Permission = "comparison.run"

	VerificationImport Permission = "verification.import"
	VerificationView   Permission = "verification.view"
	VerificationAnswer Permission = "verification.answer"

	ClueView   Permission = "clue.view"
	ClueReport Permission = "clue.report"
	ClueHandle Permission = "clue.handle"

	TipOffHandle Permission = "tipoff.handle"
	ReporterOpen Permission = "tipoff.reporter" // the one role that may learn who a reporter is

	CaseView    Permission = "case.view"
	CaseHandle  Permission = "case.handle"  // opens a case, talks, notices, proposals
	CaseServe   Permission = "case.serve"   // hands letters over, writes down what a household says
	CaseDecide  Permission = "case.decide"  // confirms, returns or rejects a proposal
	LegalReview Permission = "legal.review" // agrees in law, or not

	ObjectionAssign   Permission = "objection.assign"
	ObjectionReview   Permission = "objection.review"
	ObjectionCallBack Permission = "objection.call_back"

	MeasureHandle       Permission = "measure.handle"
	RecoveryView        Permission = "recovery.view"
	RecoveryHandle      Permission = "recovery.handle"  // orders, books what arrives, reminds, proposes to write off
	RecoveryRelief      Permission = "recovery.relief"  // decides deferral and instalments that another asked for
	RecoveryApprove     Permission = "recovery.approve" // writes off what another proposed
	ApplicationView     Permission = "application.view"
	ApplicationRegister Permission = "application.register"
	ApplicationHandle   Permission = "application.handle"
	ApplicationDecide   Permission = "application.decide"
	ApplicationExport   Permission = "application.export"

	VisitAssign Permission = "visit.assign"
	VisitRecord Permission = "visit.record"
	VisitSample Permission = "visit.sample"

	DocumentOpen Permission = "document.open"
	OutboxHandle Permission = "outbox.handle"
)

// ApplicationCheck is what another system of the county may ask, with a key of its own.
const ApplicationCheck Permission = "application.check"

// What officers may do with the scheme, the calendar and the log.
const (
	PolicyView    Permission = "policy.view"
	PolicyComment Permission = "policy.comment"
	PolicyDraft   Permission = "policy.draft"
	PolicyAdopt   Permission = "policy.adopt"
	CalendarView  Permission = "calendar.view"
	CalendarEdit  Permission = "calendar.edit"
	AuditRead     Permission = "audit.read"
	CheckpointSee Permission = "checkpoint.see"
)

// What the three separated administrators may do (三员分立), and what every officer does for the own account.
const (
	OfficerView   Permission = "officer.view"
	OfficerCreate Permission = "officer.create"
	OfficerGrant  Permission = "officer.grant"
	OfficerUnlock Permission = "officer.unlock"
	SessionView   Permission = "session.view"
	SessionEnd    Permission = "session.end"
	OwnAccount    Permission = "own.account"
	StaffPledge   Permission = "staff.pledge"
)
