package pledge_test

import (
	"testing"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
)

func told() pledge.NoticeStanding {
	return pledge.NoticeStanding{State: pledge.ToldNow, ToldAt: noon.Add(-48 * time.Hour)}
}

func paper() pledge.Paper {
	return pledge.Paper{
		ID: "paper", Texts: pledge.Signed(), Hash: hashes(terms()), Members: []string{"head"}, Signer: "head", SignerName: "马\u00b7国强",
		Capacity: pledge.OwnHand, Method: pledge.Handwrote, SignedOn: period.DayOf(noon), Scan: pledge.Scan{Hash: "scan"}, RecordedBy: "one",
	}
}

func TestPaperRecordsAreRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*pledge.Paper)
		field  string
	}{
		"without a scan":                  {func(p *pledge.Paper) { p.Scan = pledge.Scan{} }, "scan"},
		"signed tomorrow":                 {func(p *pledge.Paper) { p.SignedOn = p.SignedOn.AddDays(1) }, "signed_on"},
		"signed before the notice":        {func(p *pledge.Paper) { p.SignedOn = p.SignedOn.AddDays(-3) }, "signed_on"},
		"a thumbprint without a witness":  {func(p *pledge.Paper) { p.Method = pledge.InkedThumb }, "witness"},
		"a signer who cannot read, alone": {func(p *pledge.Paper) { p.CannotRead = true }, "witness"},
		"read aloud by nobody":            {func(p *pledge.Paper) { p.CannotRead, p.Witness = true, "王" }, "read_aloud_by"},
		"for another adult":               {func(p *pledge.Paper) { p.Members = []string{"head", "wife"} }, "members"},
		"for a child in own hand":         {func(p *pledge.Paper) { p.Members = []string{"child"} }, "capacity"},
		"a spouse by a guardian":          {func(p *pledge.Paper) { p.Capacity, p.Members = pledge.AsGuardian, []string{"wife"} }, "capacity"},
		"signed by a child":               {func(p *pledge.Paper) { p.Signer, p.Members = "child", []string{"child"} }, "signer"},
		"a proxy without a delegation": {func(p *pledge.Paper) {
			p.Capacity, p.Signer, p.Reason, p.Relation = pledge.AsProxyHand, "", "住院", "侄子"
		}, "delegation"},
		"a proxy without a reason": {func(p *pledge.Paper) {
			p.Capacity, p.Signer, p.Delegation.Hash, p.Relation = pledge.AsProxyHand, "", "d", "侄子"
		}, "reason"},
		"an outside guardian, unrelated":    {func(p *pledge.Paper) { p.Capacity, p.Signer, p.Members = pledge.AsGuardian, "", []string{"ward"} }, "relation"},
		"an online method":                  {func(p *pledge.Paper) { p.Method = pledge.Typed }, "method"},
		"for nobody":                        {func(p *pledge.Paper) { p.Members = nil }, "members"},
		"a text that nobody signs":          {func(p *pledge.Paper) { p.Texts = []pledge.Kind{"other"}; p.Hash["other"] = terms().Notice.Hash }, "texts"},
		"somebody who is not of the family": {func(p *pledge.Paper) { p.Members = []string{"x"}; p.Signer = "x" }, "members"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := paper()
			c.change(&p)
			_, err := p.Record(terms(), family(), told(), noon)
			refusedOn(t, err, c.field)
		})
	}
	p := paper()
	p.Hash[pledge.PledgeText] = "old"
	if _, err := p.Record(terms(), family(), told(), noon); fault.KindOf(err) != fault.Conflict {
		t.Error("a paper with an earlier text must be refused", err)
	}
	if _, err := paper().Record(terms(), family(), pledge.NoticeStanding{}, noon); fault.KindOf(err) != fault.Conflict {
		t.Error("a paper before any notice must be refused", err)
	}
}

func TestAPaperCountsOnlyAfterASecondPersonChecked(t *testing.T) {
	persons := family()[:1]
	p := paper()
	signed, err := p.Record(terms(), persons, told(), noon)
	if err != nil || len(signed) != 2 {
		t.Fatal(signed, err)
	}
	facts := pledge.Facts{Signatures: signed, Papers: []pledge.Paper{p}}
	if pledge.StandingOf(terms(), persons, facts, noon).Valid {
		t.Error("unchecked paper must not count")
	}
	if _, err := p.Check(nil, true, "", "one", noon); fault.KindOf(err) != fault.Forbidden {
		t.Error("nobody checks the own record", err)
	}
	if _, err := p.Check(nil, false, " ", "two", noon); err == nil {
		t.Error("a disagreement needs its reason")
	}
	check, err := p.Check(nil, true, "", "two", noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Check([]pledge.Check{check}, true, "", "three", noon); fault.KindOf(err) != fault.Conflict {
		t.Error("checked twice", err)
	}
	facts.Checks = []pledge.Check{check}
	if !pledge.StandingOf(terms(), persons, facts, noon).Valid {
		t.Error("a checked paper counts")
	}
	facts.Checks[0].CheckedBy = "one"
	if pledge.StandingOf(terms(), persons, facts, noon).Valid {
		t.Error("a check by the recorder must never count")
	}
}

func TestPaperCapacitiesFollowTheSigner(t *testing.T) {
	p := paper()
	p.Capacity, p.Members = pledge.AsGuardian, []string{"head", "child", "ward"}
	signed, err := p.Record(terms(), family(), told(), noon)
	if err != nil || len(signed) != 5 {
		t.Fatal(len(signed), err)
	}
	for _, s := range signed {
		if (s.Capacity == pledge.AsGuardian) != (s.Member != "head") {
			t.Errorf("%s signed as %s", s.Member, s.Capacity)
		}
	}
	p = paper()
	p.Capacity, p.Signer, p.Relation, p.Reason, p.Delegation.Hash = pledge.AsProxyHand, "", "侄子", "住院", "delegation"
	signed, err = p.Record(terms(), family(), told(), noon)
	if err != nil || len(signed) != 2 || signed[0].Capacity != pledge.AsProxyHand {
		t.Fatal(signed, err)
	}
}
