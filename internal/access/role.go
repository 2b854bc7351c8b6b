package access

import (
	"slices"

	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// Role is a bundle of permissions, held for a region.
type Role string

// The roles of the mission. Administrators see no household: the system administrator keeps accounts, the security
// administrator grants roles, the audit administrator reads the log (三员分立).
const (
	VillageOfficer    Role = "village_officer"    // 村级协理员
	CaseOfficer       Role = "case_officer"       // 乡镇经办人
	TownshipReviewer  Role = "township_reviewer"  // 乡镇审核人
	CountyOfficer     Role = "county_officer"     // 县级经办人
	CountyApprover    Role = "county_approver"    // 县级确认人
	LegalReviewer     Role = "legal_reviewer"     // 法制审核人
	ObjectionReviewer Role = "objection_reviewer" // 异议复核人
	CountyReviewer    Role = "county_reviewer"    // 协调机制复核人
	TipOffCustodian   Role = "tipoff_custodian"   // 举报专管员
	Auditor           Role = "auditor"            // 审计人员
	SystemAdmin       Role = "system_admin"       // 系统管理员
	SecurityAdmin     Role = "security_admin"     // 安全管理员
	AuditAdmin        Role = "audit_admin"        // 审计管理员
)

// Roles lists every role in the order in which pages show them.
func Roles() []Role {
	return []Role{
		VillageOfficer, CaseOfficer, TownshipReviewer, CountyOfficer, CountyApprover, LegalReviewer,
		ObjectionReviewer, CountyReviewer, TipOffCustodian, Auditor, SystemAdmin, SecurityAdmin, AuditAdmin,
	}
}

var (
	ownDesk      = []Permission{SignedIn, OwnAccount, StaffPledge}
	everyOfficer = []Permission{SignedIn, OwnAccount, StaffPledge, PolicyView, PolicyComment, CalendarView, CheckpointSee}
	readsFiles   = []Permission{HouseholdSearch, HouseholdOpen, DocumentOpen}
	fieldWork    = []Permission{
		HouseholdRegister, HouseholdCorrect, KinshipRecord, ProxyRegister, AccessCodeIssue, NoticeIssue, NoticeServe, PledgeRecord,
		DeclarationEnter, ChangeEnter, ExitEnter, OutboxHandle, VisitAssign, VisitRecord, VerificationImport, VerificationAnswer,
		ApplicationView, ApplicationRegister, ApplicationHandle,
	}
	reviews = []Permission{ComparisonView, VerificationView, ClueView, CaseView, ObjectionAssign, ObjectionReview, ObjectionCallBack}
)

var grants = map[Role][]Permission{
	VillageOfficer:    slices.Concat(everyOfficer, readsFiles, []Permission{NoticeServe, PledgeRecord, DeclarationEnter, ChangeEnter, VisitRecord, ClueReport, ApplicationRegister}),
	CaseOfficer:       slices.Concat(everyOfficer, readsFiles, fieldWork, []Permission{HouseholdReveal, ComparisonView, VerificationView, ComparisonRun, ClueView, ClueReport, ClueHandle, TipOffHandle, CaseView, CaseHandle, CaseServe, MeasureHandle, RecoveryView, RecoveryHandle}),
	TownshipReviewer:  slices.Concat(everyOfficer, readsFiles, []Permission{HouseholdReveal, VisitSample, ComparisonView, VerificationView, ClueView, ClueReport, CaseView, CaseDecide, ApplicationView, RecoveryView, RecoveryRelief}),
	CountyOfficer:     slices.Concat(everyOfficer, readsFiles, fieldWork, []Permission{HouseholdReveal, VisitSample, ExitCallBack, PolicyDraft, CalendarEdit, ComparisonView, VerificationView, ComparisonRun, ClueView, ClueReport, ClueHandle, TipOffHandle, CaseView, CaseHandle, CaseServe, ObjectionAssign, ObjectionReview, ObjectionCallBack, MeasureHandle, RecoveryView, RecoveryHandle, RecoveryRelief, ApplicationExport}),
	CountyApprover:    slices.Concat(everyOfficer, readsFiles, []Permission{HouseholdReveal, ExitCallBack, PolicyAdopt, ComparisonView, VerificationView, ClueView, CaseView, CaseDecide, ApplicationView, ApplicationDecide, ApplicationExport, RecoveryView, RecoveryRelief, RecoveryApprove}),
	LegalReviewer:     slices.Concat(everyOfficer, readsFiles, []Permission{ComparisonView, VerificationView, ClueView, CaseView, LegalReview, ApplicationView, RecoveryView}),
	ObjectionReviewer: slices.Concat(everyOfficer, readsFiles, reviews),
	CountyReviewer:    slices.Concat(everyOfficer, readsFiles, reviews),
	TipOffCustodian:   slices.Concat(everyOfficer, []Permission{TipOffHandle, ReporterOpen}),
	Auditor:           slices.Concat(everyOfficer, readsFiles, []Permission{AuditRead, ComparisonView, VerificationView, ClueView, CaseView, ApplicationView, RecoveryView}),
	SystemAdmin:       slices.Concat(everyOfficer, []Permission{OfficerView, OfficerCreate, SessionView, SessionEnd}),
	SecurityAdmin:     slices.Concat(everyOfficer, []Permission{OfficerView, OfficerGrant, OfficerUnlock, SessionView, SessionEnd}),
	AuditAdmin:        slices.Concat(everyOfficer, []Permission{OfficerView, SessionView, AuditRead}),
}

var resident = []Permission{SignedIn, SelfView, SelfNotice, SelfPledge, SelfDeclare, SelfChange, SelfExit, SelfCase, SelfProxy}

// Gives says whether a role gives a permission.
func (r Role) Gives(p Permission) bool { return slices.Contains(grants[r], p) }

// Known says whether the role exists.
func (r Role) Known() bool { _, known := grants[r]; return known }

// incompatible lists duties that one person must never hold together: whoever acts does not review, approve or audit the
// same work, and no two administrators are one person.
var incompatible = func() map[Role][]Role {
	pairs := [][2]Role{
		{CaseOfficer, TownshipReviewer},
		{CaseOfficer, CountyApprover},
		{CountyOfficer, CountyApprover},
		{VillageOfficer, CountyApprover},
		{TownshipReviewer, CountyApprover},
		{VillageOfficer, TownshipReviewer},
		{LegalReviewer, CountyApprover},
		{LegalReviewer, CaseOfficer},
		{LegalReviewer, CountyOfficer},
		{LegalReviewer, CountyReviewer},
		{ObjectionReviewer, CountyReviewer},
		{SystemAdmin, SecurityAdmin},
		{SystemAdmin, AuditAdmin},
		{SecurityAdmin, AuditAdmin},
	}
	for _, apart := range []Role{ObjectionReviewer, CountyReviewer, TipOffCustodian, Auditor, SystemAdmin, SecurityAdmin, AuditAdmin} {
		for _, worker := range []Role{VillageOfficer, CaseOfficer, TownshipReviewer, CountyOfficer, CountyApprover} {
			pairs = append(pairs, [2]Role{apart, worker})
		}
	}
	for _, admin := range []Role{SystemAdmin, SecurityAdmin} {
		pairs = append(pairs, [2]Role{admin, Auditor}, [2]Role{admin, ObjectionReviewer}, [2]Role{admin, CountyReviewer}, [2]Role{admin, TipOffCustodian}, [2]Role{admin, LegalReviewer})
	}
	table := map[Role][]Role{}
	for _, pair := range pairs {
		table[pair[0]] = append(table[pair[0]], pair[1])
		table[pair[1]] = append(table[pair[1]], pair[0])
	}
	return table
}()

// Compatible refuses a new role for somebody who already holds one that excludes it, in whatever region.
func Compatible(held []Grant, added Role) error {
	for _, grant := range held {
		if slices.Contains(incompatible[added], grant.Role) {
			return fault.New(fault.Conflict, "access.incompatible", "held", grant.Role.Label(), "added", added.Label())
		}
	}
	return nil
}

// Grant is a role held for a region and everything inside it.
type Grant struct {
	Role   Role        `json:"role"`
	Region region.Code `json:"region"`
}

// widest is the widest region that each role can be held for: nobody becomes a village officer of a whole county.
var widest = map[Role]region.Level{
	VillageOfficer: region.Village, CaseOfficer: region.Township, TownshipReviewer: region.Township,
	CountyOfficer: region.County, CountyApprover: region.County, LegalReviewer: region.County, ObjectionReviewer: region.County,
	TipOffCustodian: region.County, Auditor: region.County, SystemAdmin: region.County, SecurityAdmin: region.County, AuditAdmin: region.County,
}

// Fits says whether a role can be held for a region: never for one wider than the role's own. The administrators keep a
// whole county, no less, so that every account has its three.
func (r Role) Fits(where region.Code) bool {
	level := where.Level()
	if r.Administers() {
		return level == region.County
	}
	return r.Known() && level >= widest[r]
}

// Administers says whether the role is one of the three separated administrators'.
func (r Role) Administers() bool { return r == SystemAdmin || r == SecurityAdmin || r == AuditAdmin }
