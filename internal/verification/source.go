package verification

import (
	"slices"

	"chengxin/internal/wording"
)

// Source is one data source behind the county's platform (rules.md §6, 核对报告; 社会救助法 41).
type Source string

// The sources.
const (
	Residence       Source = "household_registration" // 公安户籍
	CivilAffairs    Source = "civil_affairs"          // 民政：婚姻、殡葬
	SocialInsurance Source = "social_insurance"       // 人社：社保、就业
	Tax             Source = "tax"                    // 税务
	Market          Source = "market"                 // 市场监管
	RealEstate      Source = "real_estate"            // 不动产登记
	Vehicle         Source = "vehicle"                // 车辆管理
	Bank            Source = "bank"                   // 银行
	Payment         Source = "payment"                // 非银行支付机构
	Securities      Source = "securities"             // 证券
	Insurer         Source = "insurer"                // 商业保险
	HousingFund     Source = "housing_fund"           // 住房公积金
	Medical         Source = "medical"                // 医保
	Education       Source = "education"              // 教育
	Disabled        Source = "disabled"               // 残联
	Finance         Source = "finance"                // 财政补贴（一卡通）
	Personnel       Source = "personnel"              // 组织人事：公职人员
)

// covers says which items of the catalogue a source can know. Where several know one item, the later as-of day counts, and on
// the same day the one that stands first here; deposits in banks and with payment institutions are different money and add up.
var covers = []struct {
	source Source
	items  []string
}{
	{Residence, []string{"MEMB"}},
	{CivilAffairs, []string{"MEMB"}},
	{SocialInsurance, []string{"I401", "I101"}},
	{Tax, []string{"I101", "I102", "I202"}},
	{Market, []string{"P401"}},
	{RealEstate, []string{"P101", "P102"}},
	{Vehicle, []string{"P201", "P501"}},
	{Bank, []string{"P301"}},
	{Payment, []string{"P301"}},
	{Securities, []string{"P302"}},
	{Insurer, []string{"P303"}},
	{HousingFund, []string{"I101"}},
	{Medical, []string{"E101"}},
	{Education, []string{"E102"}},
	{Disabled, []string{"E103"}},
	{Finance, []string{"I402", "I201"}},
	{Personnel, []string{"K101", "K102", "K103"}},
}

// addedUp are the items whose sources each hold something of their own.
var addedUp = map[string]bool{"P301": true}

// Sources lists the sources in the order in which pages show them.
func Sources() []Source {
	all := make([]Source, len(covers))
	for i, one := range covers {
		all[i] = one.source
	}
	return all
}

// Known says whether the source exists.
func (s Source) Known() bool { return slices.Contains(Sources(), s) }

// Items are the codes of the items that the source can know.
func (s Source) Items() []string {
	for _, one := range covers {
		if one.source == s {
			return slices.Clone(one.items)
		}
	}
	return nil
}

// Label is the source's name.
func (s Source) Label(language wording.Language) string {
	return wording.T(language, "verification.source."+string(s))
}

func (s Source) rank() int { return slices.Index(Sources(), s) }

// State says what a source answered about one item of one person.
type State string

// The states. Over and Within are flags of a source that gives no amount: they are never a number.
const (
	Found       State = "found"
	None        State = "none"
	Over        State = "over"        // 超限
	Within      State = "within"      // 未超限
	Unavailable State = "unavailable" // asked, and no answer could be had
	NotAsked    State = "not_asked"
)

// States lists the states.
func States() []State { return []State{Found, None, Over, Within, Unavailable, NotAsked} }

// Label is the state in words.
func (s State) Label(language wording.Language) string {
	return wording.T(language, "verification.state."+string(s))
}

// Counts says whether the state can be compared: there is a number, or surely none.
func (s State) Counts() bool { return s == Found || s == None }
