package pledge

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Paper is an officer's record of texts that were signed on paper, with the scan. It counts only after another person
// has compared it with the scan.
type Paper struct {
	ID, Household      string
	Texts              []Kind // which texts the paper carries
	Version, Hash      map[Kind]string
	Members            []string // for whom it counts
	Signer             string   // the member who signed; empty for somebody outside the household
	SignerName         string
	Capacity           Capacity
	Relation           string // of a guardian or proxy from outside
	Method             SigningMethod
	CannotRead         bool   // the text was read aloud to the signer
	ReadAloudBy        string // by whom
	Witness            string // name of the witness, for a signer who cannot read
	Reason             string // why a proxy signed
	SignedOn           period.Day
	Scan               Scan
	Delegation         Scan // the written delegation, for a proxy
	RecordedAt         time.Time
	RecordedBy         string
	Edition            string
	ScanPages, Remarks string
}

// Scan names a kept picture or PDF by the SHA-256 of its kept bytes.
type Scan struct {
	Hash string
	Type string // image/jpeg, image/png or application/pdf
	Size int64  // bytes
}

// maxReason is how long a typed reason may be, in runes.
const maxReason = 500

// Record checks a paper record and makes its signatures, without ids. It refuses, naming the field, a text that is not
// the one in force (Conflict), a day in the future or before the household was told, a member who is not of the
// household, a minor without a guardian, a thumbprint or an illiterate signer without a witness, and a proxy without a
// delegation and a reason.
func (p Paper) Record(terms Terms, persons []Person, told NoticeStanding, now time.Time) ([]Signature, error) {
	for _, kind := range p.Texts {
		if p.Hash[kind] != terms.Of(kind).Hash {
			return nil, fault.New(fault.Conflict, "pledge.paper.text_changed")
		}
	}
	if err := told.MustBeTold(); err != nil {
		return nil, err
	}
	wrong := p.problems(persons, told, period.DayOf(now))
	if len(wrong) > 0 {
		return nil, wrong
	}
	base := Signature{
		Edition: terms.Edition, Signer: p.Signer, SignerName: strings.TrimSpace(p.SignerName), Method: p.Method, InkHash: p.Scan.Hash,
		Paper: p.ID, SignedAt: p.SignedOn.Start(), RecordedBy: p.RecordedBy, Household: p.Household,
	}
	own := p.Capacity
	if own == AsGuardian {
		own = OwnHand // the guardian's own line, if the guardian is a member; each derives the wards' from it
	}
	signatures := base.each(terms, persons, p.Members, own, p.SignedOn)
	signatures = slices.DeleteFunc(signatures, func(s Signature) bool { return !slices.Contains(p.Texts, s.Text) })
	for i := range signatures {
		if p.Capacity == AsProxyHand {
			signatures[i].Capacity = AsProxyHand
		}
		if p.Capacity == AsGuardian && signatures[i].Member != p.Signer {
			signatures[i].Capacity = AsGuardian
		}
	}
	return signatures, nil
}

func (p Paper) problems(persons []Person, told NoticeStanding, today period.Day) fault.List {
	var wrong fault.List
	refuse := func(field, key string) { wrong = append(wrong, fault.Field(field, key)) }
	if len(p.Texts) == 0 || slices.ContainsFunc(p.Texts, func(k Kind) bool { return !k.Known() }) {
		refuse("texts", "pledge.paper.texts_missing")
	}
	switch {
	case p.SignedOn.IsZero():
		refuse("signed_on", "pledge.paper.day_missing")
	case p.SignedOn.After(today):
		refuse("signed_on", "pledge.paper.day_future")
	case p.SignedOn.Before(period.DayOf(told.ToldAt)):
		wrong = append(wrong, fault.Field("signed_on", "pledge.paper.day_before_notice", "day", period.DayOf(told.ToldAt).Chinese()))
	}
	if len(p.Members) == 0 {
		refuse("members", "pledge.paper.members_missing")
	}
	if strings.TrimSpace(p.SignerName) == "" || len([]rune(p.SignerName)) > maxName {
		refuse("signer_name", "pledge.paper.signer_missing")
	}
	if p.Scan.Hash == "" {
		refuse("scan", "pledge.paper.scan_missing")
	}
	if !slices.Contains(OnPaperMethods(), p.Method) {
		refuse("method", "pledge.paper.method_missing")
	}
	if (p.CannotRead || p.Method == InkedThumb) && strings.TrimSpace(p.Witness) == "" {
		refuse("witness", "pledge.paper.witness_missing")
	}
	if p.CannotRead && strings.TrimSpace(p.ReadAloudBy) == "" {
		refuse("read_aloud_by", "pledge.paper.reader_missing")
	}
	if signer, ok := Find(persons, p.Signer); p.Signer != "" && (!ok || signer.Ward(p.SignedOn)) {
		refuse("signer", "pledge.paper.signer_not_able")
	}
	return append(wrong, p.standingProblems(persons)...)
}

// standingProblems checks in what standing the paper was signed: own hand, guardian or proxy.
func (p Paper) standingProblems(persons []Person) fault.List {
	var wrong fault.List
	refuse := func(field, key string) { wrong = append(wrong, fault.Field(field, key)) }
	for _, member := range p.Members {
		person, known := Find(persons, member)
		switch {
		case !known:
			refuse("members", "pledge.paper.member_unknown")
		case person.Ward(p.SignedOn) && p.Capacity != AsGuardian:
			wrong = append(wrong, fault.Field("capacity", "pledge.paper.needs_guardian", "name", person.Name))
		case !person.Ward(p.SignedOn) && p.Capacity == AsGuardian && member != p.Signer:
			wrong = append(wrong, fault.Field("capacity", "pledge.paper.not_a_ward", "name", person.Name))
		case p.Capacity == OwnHand && member != p.Signer:
			wrong = append(wrong, fault.Field("members", "pledge.paper.signs_own", "name", person.Name))
		}
	}
	switch p.Capacity {
	case OwnHand:
	case AsGuardian:
		if p.Signer == "" && strings.TrimSpace(p.Relation) == "" {
			refuse("relation", "pledge.paper.relation_missing")
		}
	case AsProxyHand:
		if p.Delegation.Hash == "" {
			refuse("delegation", "pledge.paper.delegation_missing")
		}
		if reason := strings.TrimSpace(p.Reason); reason == "" || len([]rune(reason)) > maxReason {
			refuse("reason", "pledge.paper.reason_missing")
		}
		if strings.TrimSpace(p.Relation) == "" {
			refuse("relation", "pledge.paper.relation_missing")
		}
	default:
		refuse("capacity", "pledge.paper.capacity_missing")
	}
	return wrong
}

// Check is the second person's comparison of a paper record with its scan.
type Check struct {
	ID, Household, Paper string
	Agrees               bool
	Reason               string // typed, when it does not agree
	CheckedAt            time.Time
	CheckedBy            string
}

// Check checks a colleague's record. It refuses the recorder (Forbidden), a record already checked (Conflict), and a
// disagreement without its reason.
func (p Paper) Check(earlier []Check, agrees bool, reason, by string, now time.Time) (Check, error) {
	if by == p.RecordedBy {
		return Check{}, fault.New(fault.Forbidden, "pledge.check.own_record")
	}
	if slices.ContainsFunc(earlier, func(c Check) bool { return c.Paper == p.ID }) {
		return Check{}, fault.New(fault.Conflict, "pledge.check.done_already")
	}
	reason = strings.TrimSpace(reason)
	if !agrees && reason == "" || len([]rune(reason)) > maxReason {
		return Check{}, fault.Field("reason", "pledge.check.reason_missing")
	}
	return Check{Household: p.Household, Paper: p.ID, Agrees: agrees, Reason: reason, CheckedAt: now, CheckedBy: by}, nil
}
