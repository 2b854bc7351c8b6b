package measure

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// Honour is one entry that a person lets be shown on the public list of trustworthy conduct (光荣榜).
type Honour struct {
	ID        string
	Household string
	Member    string
	Case      string // the finding of trustworthy conduct
	Name      string // full: the list shows it masked
	Village   string
	Reason    string
	Consent   Consent
	From      period.Day
	Until     period.Day // the first day on which it is not shown any more
	Withdrawn time.Time  // zero while it was not withdrawn
	At        time.Time
	By        string
}

// Consent is the person's own, given for this alone (单独同意).
type Consent struct {
	Own   bool       `json:"own"` // by the person, not by another member
	On    period.Day `json:"on"`
	Paper string     `json:"paper,omitempty"` // the scan of a written one; empty when given online
}

// findable are the shapes by which somebody could be found: an identity number, a telephone, an account, a plate or house number.
var findable = regexp.MustCompile(`\d{7,}|\d{3,4}[-\s]\d{4}[-\s]?\d{4}|[0-9０-９]{1,5}\s*号|[\p{Han}][A-Z][A-Z0-9]{5,6}`)

// CheckHonour refuses (Invalid) an entry without the person's own consent, of a minor, for longer than the template shows, and with words by which
// somebody could be found or whose health they tell.
func CheckHonour(h Honour, adult bool, template policy.PublicListTemplate, today period.Day) error {
	var wrong fault.List
	if !h.Consent.Own || h.Consent.On.IsZero() || h.Consent.On.After(today) {
		wrong = append(wrong, fault.Field("consent", "measure.honour.consent"))
	}
	if !adult {
		wrong = append(wrong, fault.Field("member", "measure.honour.minor"))
	}
	if h.From.Before(today) || !h.Until.After(h.From) || h.From.DaysUntil(h.Until) > min(template.Days, mostDays) {
		wrong = append(wrong, fault.Field("until", "measure.honour.days", "most", min(template.Days, mostDays)))
	}
	reason := strings.TrimSpace(h.Reason)
	wrong = append(wrong, determination.Typed("reason", reason)...)
	if findable.MatchString(reason) || strings.Contains(reason, h.Name) && h.Name != "" || slices.ContainsFunc(telling, func(word string) bool { return strings.Contains(reason, word) }) {
		wrong = append(wrong, fault.Field("reason", "measure.honour.findable"))
	}
	return wrong.OrNil()
}

// mostDays is how long anybody stands on a public list at most, whatever an edition says (H11).
const mostDays = 30

// telling are words that tell of health, money or where somebody lives: none of them belongs on a public list.
var telling = []string{"病", "残", "癌", "怀孕", "住院", "存款", "银行", "账户", "账号", "身份证", "电话", "手机", "住址"}

// Shown is one line of the public list.
type Shown struct {
	Name, Village, Reason string
}

// Roll is the list as the public sees it on a day: masked, of those whose consent stands. A village of which so few are shown, or so few are
// missing, that absence would identify somebody is left out.
func Roll(entries []Honour, households map[string]int, template policy.PublicListTemplate, today period.Day) []Shown {
	standing := map[string]map[string]bool{}
	for _, one := range entries {
		if one.shown(today) {
			if standing[one.Village] == nil {
				standing[one.Village] = map[string]bool{}
			}
			standing[one.Village][one.Household] = true
		}
	}
	var list []Shown
	for _, one := range entries {
		listed := len(standing[one.Village])
		if !one.shown(today) || listed < template.SuppressBelow || households[one.Village]-listed < template.SuppressBelow {
			continue
		}
		list = append(list, Shown{Name: household.MaskName(one.Name), Village: one.Village, Reason: one.Reason})
	}
	return list
}

func (h Honour) shown(today period.Day) bool {
	return h.Withdrawn.IsZero() && !today.Before(h.From) && today.Before(h.Until)
}
