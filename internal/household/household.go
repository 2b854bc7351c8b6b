package household

import (
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Kind is under which programme a household is on file.
type Kind string

// The kinds of household.
const (
	Applicant Kind = "applicant" // 新申请
	Recipient Kind = "recipient" // 在享低保
	Marginal  Kind = "marginal"  // 低保边缘家庭
	Extreme   Kind = "extreme"   // 特困人员
)

// Kinds lists the kinds in the order in which forms show them.
func Kinds() []Kind { return []Kind{Applicant, Recipient, Marginal, Extreme} }

// Label is the kind in a person's language.
func (k Kind) Label(language wording.Language) string {
	return wording.T(language, "household.kind."+string(k))
}

// Household is one household's own row. Its members are Member rows.
type Household struct {
	ID           string
	County       region.Code
	Region       region.Code // its village; its township when the village has no code
	Number       string      // the file number (一户一档), see FileNumber
	Address      string
	Kind         Kind
	RegisteredOn period.Day
	Version      int64
}
