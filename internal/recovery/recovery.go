package recovery

import (
	"slices"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/period"
)

// Month is what was paid too much in one month, proven.
type Month struct {
	Month string    `json:"month"` // YYYY-MM
	Fen   money.Fen `json:"fen"`
	Words string    `json:"words,omitempty"` // how it was worked out
}

// Origin is where an order comes from.
type Origin string

// The origins.
const (
	OfDecision Origin = "decision" // an effective decision's refund measure
	OfList     Origin = "list"     // a list of recoveries that was kept before this system
)

// Order asks a household to give back what was proven to be paid too much.
type Order struct {
	ID        string
	Household string
	Member    string // to whom it is addressed; nobody else of the household reads it
	Origin    Origin
	Measure   string // of a decision: the refund measure, by which the order lives and falls
	Ref       string // of a list: the number there
	Months    []Month
	Basis     string     // the legal basis, as the order prints it
	On        period.Day // of the order
	DueOn     period.Day // as the list gives it; zero: it follows from the service
	Document  string
	Number    string
	At        time.Time
	By        string
	Records   []Record // oldest first
}

// Record is one thing that happened to an order, with what it moved in the ledger.
type Record struct {
	ID      string
	At      time.Time
	By      string
	What    What
	Entries []Entry
}

// What is the content of a record.
type What interface{ Kind() Kind }

// Kind names what happened.
type Kind string

// The kinds.
const (
	KindServed   Kind = "served"
	KindReceived Kind = "received"
	KindReversed Kind = "reversed"
	KindPaidBack Kind = "paid_back"
	KindAsked    Kind = "asked"
	KindDecided  Kind = "decided"
	KindReminded Kind = "reminded"
	KindProposed Kind = "write_off_proposed"
	KindWritten  Kind = "write_off_decided"
	KindLowered  Kind = "lowered"
	KindSheet    Kind = "sheet"
)

// Served is one proof of service of the order.
type Served struct {
	Proof determination.Proof `json:"proof"`
}

// Kind is KindServed.
func (Served) Kind() Kind { return KindServed }

// Way is how money arrived.
type Way string

// The ways of paying.
const (
	ByBank   Way = "bank"
	InCash   Way = "cash"
	ByMobile Way = "mobile"
	AsListed Way = "listed" // an older list says that it was paid, not when or how
)

// Ways lists them in the order in which forms show them.
func Ways() []Way { return []Way{ByBank, InCash, ByMobile} }

// Received is money that arrived.
type Received struct {
	On       period.Day `json:"on"`
	Fen      money.Fen  `json:"fen"`
	Way      Way        `json:"way"`
	Voucher  string     `json:"voucher"` // the bank's or the treasury's number of it
	Payer    string     `json:"payer,omitempty"`
	File     string     `json:"file,omitempty"` // the imported file that it stood in
	Document string     `json:"document,omitempty"`
	Number   string     `json:"number,omitempty"`
}

// Kind is KindReceived.
func (Received) Kind() Kind { return KindReceived }

// Reversed takes a payment, or one that was given back, out again, by an entry of its own: it was booked wrongly.
type Reversed struct {
	Record string `json:"record"`
	Reason string `json:"reason"`
}

// Kind is KindReversed.
func (Reversed) Kind() Kind { return KindReversed }

// PaidBack is money given back to the person, who had paid too much.
type PaidBack struct {
	On      period.Day `json:"on"`
	Fen     money.Fen  `json:"fen"`
	Voucher string     `json:"voucher"`
	Words   string     `json:"words"`
}

// Kind is KindPaidBack.
func (PaidBack) Kind() Kind { return KindPaidBack }

// Relief is what somebody can ask for who cannot pay now.
type Relief string

// The reliefs.
const (
	Deferral    Relief = "deferral"    // 缓缴
	Instalments Relief = "instalments" // 分期
)

// Asked is a request for relief, by the person or written down by an officer.
type Asked struct {
	For    Relief            `json:"for"`
	Until  period.Day        `json:"until"`           // of a deferral
	First  period.Day        `json:"first"`           // of instalments: the first day to pay
	Months int               `json:"months"`          // of instalments: how many
	Words  string            `json:"words"`           // why
	Way    determination.Way `json:"way"`             // how it reached us
	Member string            `json:"member,omitzero"` // who asked, when an officer wrote it down
}

// Kind is KindAsked.
func (Asked) Kind() Kind { return KindAsked }

// Part is one instalment.
type Part struct {
	DueOn period.Day `json:"due_on"`
	Fen   money.Fen  `json:"fen"`
}

// Decided answers a request for relief. The parts are worked out when it is granted.
type Decided struct {
	Of      string     `json:"of"` // the request
	Granted bool       `json:"granted"`
	Reason  string     `json:"reason"`
	For     Relief     `json:"for"`
	Until   period.Day `json:"until"`
	Parts   []Part     `json:"parts,omitempty"`
	Paid    money.Fen  `json:"paid,omitempty"` // what had been paid when instalments were granted
}

// Kind is KindDecided.
func (Decided) Kind() Kind { return KindDecided }

// Reminded says that the person was reminded, how and in which words.
type Reminded struct {
	Way   determination.Way `json:"way"`
	On    period.Day        `json:"on"`
	Words string            `json:"words"`
}

// Kind is KindReminded.
func (Reminded) Kind() Kind { return KindReminded }

// Proposed proposes to write something off.
type Proposed struct {
	Fen    money.Fen `json:"fen"`
	Ground string    `json:"ground"` // one of the edition's
	Reason string    `json:"reason"`
}

// Kind is KindProposed.
func (Proposed) Kind() Kind { return KindProposed }

// Written answers a proposal to write off: the county approves, or not.
type Written struct {
	Of       string    `json:"of"`
	Approved bool      `json:"approved"`
	Fen      money.Fen `json:"fen"` // what was proposed
	Reason   string    `json:"reason"`
}

// Kind is KindWritten.
func (Written) Kind() Kind { return KindWritten }

// Lowered says that less is owed from now on, or nothing, because the decision was changed or revoked.
type Lowered struct {
	To      money.Fen `json:"to"`
	Revoked bool      `json:"revoked"`
	Case    string    `json:"case"`
}

// Kind is KindLowered.
func (Lowered) Kind() Kind { return KindLowered }

// Sheet is a 追缴资金办理单 that was printed: how the order stood on that day.
type Sheet struct {
	Document string `json:"document"`
	Number   string `json:"number"`
}

// Kind is KindSheet.
func (Sheet) Kind() Kind { return KindSheet }

// Papers are the documents of an order: they belong to the person whom it is addressed to.
func (o Order) Papers() []string {
	papers := []string{}
	add := func(document string) {
		if document != "" {
			papers = append(papers, document)
		}
	}
	add(o.Document)
	for _, record := range o.Records {
		switch what := record.What.(type) {
		case Received:
			add(what.Document)
		case Sheet:
			add(what.Document)
		}
	}
	return papers
}

// Title is by what people name the order: its letter's number, or the number in the list that it came from.
func (o Order) Title() string {
	if o.Number != "" {
		return o.Number
	}
	return o.Ref
}

// monthLayout is how months are written.
const monthLayout = "2006-01"

// Check refuses (Invalid) an order without months, basis or addressee, with a month twice, in the future or without an amount.
func (o Order) Check(today period.Day) error {
	var wrong fault.List
	if o.Member == "" {
		wrong = append(wrong, fault.Field("member", "recovery.member"))
	}
	if len(o.Months) == 0 || Total(o.Months) <= 0 {
		wrong = append(wrong, fault.Field("months", "recovery.no_overpayment"))
	}
	seen := map[string]bool{}
	for _, one := range o.Months {
		first, err := time.Parse(monthLayout, one.Month)
		if err != nil || seen[one.Month] || one.Fen <= 0 || first.Format(monthLayout) > today.String()[:len(monthLayout)] {
			wrong = append(wrong, fault.Field("months", "recovery.month", "month", one.Month))
		}
		seen[one.Month] = true
	}
	return append(wrong, determination.Typed("basis", o.Basis)...).OrNil()
}

// Total is the sum of months.
func Total(months []Month) money.Fen {
	var sum money.Fen
	for _, one := range months {
		sum += one.Fen
	}
	return sum
}

// Owed reduces proven months to what is still to be asked: what is not owed is taken from the oldest months first, as a payment would be. It
// never gives more than the months hold.
func Owed(months []Month, fen money.Fen) []Month {
	sorted := slices.Clone(months)
	slices.SortStableFunc(sorted, func(a, b Month) int { return compareMonths(a.Month, b.Month) })
	less := Total(sorted) - max(0, min(fen, Total(sorted)))
	var owed []Month
	for _, one := range sorted {
		taken := min(less, one.Fen)
		less -= taken
		one.Fen -= taken
		if one.Fen > 0 {
			owed = append(owed, one)
		}
	}
	return owed
}

func compareMonths(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
