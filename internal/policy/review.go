package policy

// EvidenceDemand is what a finding of a grade must rest on.
type EvidenceDemand struct {
	Grade           Grade `yaml:"grade"`
	Independent     int   `yaml:"independent"`      // items from different sources, at least
	VerifiedPrimary int   `yaml:"verified_primary"` // of these, verified and primary; at least 1 by the floor
	OrAdmission     bool  `yaml:"or_admission"`     // a written admission takes their place
	Investigators   int   `yaml:"investigators"`    // at least 2 by the floor; none of them decides
	Rule            `yaml:",inline"`
}

// Office is a level at which something is proposed, decided or reviewed.
type Office string

// The offices.
const (
	TownshipOffice Office = "township"
	CountySection  Office = "county_section" // the civil affairs section
	CountyPanel    Office = "county_panel"   // other sections: legal, petitions
	CountyOffice   Office = "county"
)

// Authority is who proposes and who decides a grade. The two are never one person.
type Authority struct {
	Grade       Grade  `yaml:"grade"`
	Proposes    Office `yaml:"proposes"`
	Decides     Office `yaml:"decides"`
	Persons     int    `yaml:"persons"` // at least 2 by the floor
	LegalReview bool   `yaml:"legal_review"`
	Rule        `yaml:",inline"`
}

// Reviewer is one station of a review.
type Reviewer struct {
	Office Office `yaml:"office"`
	Label  string `yaml:"label"`
}

// ReviewerChain is who reviews a decision of a grade, station after station, before the external remedies. An empty chain is
// refused, and so is one whose first station is the office that decided.
type ReviewerChain struct {
	Grade Grade      `yaml:"grade"`
	Chain []Reviewer `yaml:"chain"`
	Rule  `yaml:",inline"`
}

// EvidenceDemand gives what a grade must rest on.
func (e *Edition) EvidenceDemand(grade Grade) (EvidenceDemand, bool) {
	return ofGrade(e.content.Evidence, grade, func(d EvidenceDemand) Grade { return d.Grade })
}

// Authority gives who proposes and decides a grade.
func (e *Edition) Authority(grade Grade) (Authority, bool) {
	return ofGrade(e.content.Authority, grade, func(a Authority) Grade { return a.Grade })
}

// Reviewers gives the chain of internal review for a grade.
func (e *Edition) Reviewers(grade Grade) (ReviewerChain, bool) {
	return ofGrade(e.content.Reviewers, grade, func(c ReviewerChain) Grade { return c.Grade })
}

func ofGrade[T any](all []T, grade Grade, gradeOf func(T) Grade) (T, bool) {
	for _, one := range all {
		if gradeOf(one) == grade {
			return one, true
		}
	}
	var none T
	return none, false
}
