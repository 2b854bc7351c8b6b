package app

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/period"
	pictures "chengxin/internal/picture"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// demoOfficer is an account of the demonstration.
type demoOfficer struct {
	login, name string
	role        access.Role
	where       region.Code
	second      bool // goes along on visits and checks what another has entered
	id, factor  string
}

// demoPassword opens every account of the demonstration, and nothing elsewhere: SetDemoAccount refuses any other office.
const demoPassword = "yanshi-datan-2022" // #nosec G101 -- told to every visitor of the demonstration

func demoOfficers() []demoOfficer {
	return []demoOfficer{
		{login: "cunji", name: "\u9a6c\u6751\u5b89", role: access.VillageOfficer, where: demoVillage},
		{login: "jingban", name: "\u674e\u7ecf\u529e", role: access.CaseOfficer, where: demoTownship},
		{login: "hecha", name: "\u6d77\u6838\u67e5", role: access.CaseOfficer, where: demoTownship, second: true},
		{login: "shenhe", name: "\u738b\u5ba1\u6838", role: access.TownshipReviewer, where: demoTownship},
		{login: "xianban", name: "\u5f20\u53bf\u529e", role: access.CountyOfficer, where: demoCounty},
		{login: "queren", name: "\u82cf\u786e\u8ba4", role: access.CountyApprover, where: demoCounty},
		{login: "fazhi", name: "\u5b59\u6cd5\u5236", role: access.LegalReviewer, where: demoCounty},
		{login: "fuhe", name: "\u9648\u590d\u6838", role: access.ObjectionReviewer, where: demoCounty},
		{login: "xietiao", name: "\u5468\u534f\u8c03", role: access.CountyReviewer, where: demoCounty},
		{login: "jubao", name: "\u8463\u4fdd\u5bc6", role: access.TipOffCustodian, where: demoCounty},
		{login: "shenji", name: "\u6768\u5ba1\u8ba1", role: access.Auditor, where: demoCounty},
		{login: "xitong", name: "\u8d75\u7cfb\u7edf", role: access.SystemAdmin, where: demoCounty},
		{login: "anquan", name: "\u5218\u5b89\u5168", role: access.SecurityAdmin, where: demoCounty},
		{login: "rizhi", name: "\u4f55\u65e5\u5fd7", role: access.AuditAdmin, where: demoCounty},
	}
}

// demoHousehold is a family as the system knows it.
type demoHousehold struct {
	id, number string
	family     demoFamily
	slips      []pledgesteps.Slip
	assignment string // of the visit
	visit      string
	judged     bool // its head signs in to read a decision that stands
}

// demoPlay acts the demonstration through casework: no row is inserted by hand.
type demoPlay struct {
	app        *App
	clock      *demoClock
	dice       *rand.Rand
	officers   map[access.Role]demoOfficer
	hired      []demoOfficer // all of them, in the order of the list
	households []*demoHousehold
	wanted     int // how many households
	start      period.Day
	progress   func(step string, done, all int)
}

// The days of the play, counted from its start. Visits come long after the declarations, so that a change of the first weeks
// is found too late and one of the last weeks in time.
const (
	demoLateDay    = 30
	demoChangedDay = 115
	demoAssignDay  = 128
	demoVisitDay   = 135
	demoAgainDay   = 138
	demoVerifyDay  = 141
	demoCompareDay = 144
	demoStaleDays  = 60 // before the start
	// demoDays is how many days before today the play begins.
	demoDays = 240
)

// actor is an officer at work, with the second factor just shown.
func (p *demoPlay) actor(role access.Role) access.Actor { return p.atWork(p.officers[role]) }

// colleague is the township's other case officer.
func (p *demoPlay) colleague() access.Actor {
	for _, officer := range p.hired {
		if officer.second {
			return p.atWork(officer)
		}
	}
	return access.Actor{}
}

func (p *demoPlay) atWork(officer demoOfficer) access.Actor {
	return access.Actor{
		Kind: access.Officer, ID: officer.id, Name: officer.name, County: demoCounty, Unit: officer.where, SteppedUpAt: p.clock.now(),
		Grants: []access.Grant{{Role: officer.role, Region: officer.where}},
	}
}

// resident is a member of a household, signed in on a phone.
func (p *demoPlay) resident(h *demoHousehold, person int) access.Actor {
	member := h.family.people[person].member
	return access.Actor{Kind: access.Resident, ID: member.ID, Name: member.Name, County: demoCounty, Household: h.id}
}

// on moves the clock to a day of the play, at an hour of work.
func (p *demoPlay) on(day int, hour int) {
	p.clock.set(p.start.AddDays(day).Start().Add(time.Duration(hour) * time.Hour))
}

// run plays every step.
func (p *demoPlay) run(ctx context.Context) error {
	p.on(0, 9)
	steps := []struct {
		key string
		do  func(context.Context) error
	}{
		{"app.demo.officers", p.hire},
		{"app.demo.register", p.register},
		{"app.demo.notice", p.tell},
		{"app.demo.read", p.read},
		{"app.demo.pledge", p.sign},
		{"app.demo.declare", p.declare},
		{"app.demo.assign", p.visit},
		{"app.demo.verify", p.verify},
		{"app.demo.compare", p.compare},
		{"app.demo.judge", p.judge},
		{"app.demo.slips", p.newSlips},
	}
	for _, step := range steps {
		p.progress(step.key, 0, len(p.households))
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.key, err)
		}
	}
	return nil
}

// demoAtOnce is how many people act at once: what waits for the one writer shares its commit.
const demoAtOnce = 64

// each lets many people act at once, as on a busy day.
func (p *demoPlay) each(ctx context.Context, step string, which func(*demoHousehold) bool, do func(context.Context, *demoHousehold) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(demoAtOnce)
	var done atomic.Int64
	for _, h := range p.households {
		if !which(h) {
			continue
		}
		group.Go(func() error {
			if err := do(ctx, h); err != nil {
				return fmt.Errorf("household %s: %w", h.number, err)
			}
			p.progress(step, int(done.Add(1)), len(p.households))
			return nil
		})
	}
	return group.Wait()
}

func all(*demoHousehold) bool { return true }

// hire makes the office's accounts: the machine's own command line names the people, as a first start does.
func (p *demoPlay) hire(ctx context.Context) error {
	setup := access.Actor{Kind: access.Setup, ID: "demo", County: demoCounty}
	p.officers = map[access.Role]demoOfficer{}
	for _, officer := range demoOfficers() {
		made, err := p.app.Acts.People.CreateOfficer(ctx, setup, demoCounty, people.NewOfficer{Login: officer.login, Name: officer.name, Unit: officer.where})
		if err != nil {
			return err
		}
		officer.id = made.Officer
		if _, err := p.app.Acts.People.GrantRole(ctx, setup, demoCounty, officer.id, officer.role, officer.where); err != nil {
			return err
		}
		secret := make([]byte, 20)
		for i := range secret {
			secret[i] = byte(p.dice.IntN(256))
		}
		officer.factor = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
		if err := p.app.Acts.People.SetDemoAccount(ctx, setup, demoCounty, officer.id, demoPassword, officer.factor); err != nil {
			return err
		}
		p.hired = append(p.hired, officer)
		if !officer.second {
			p.officers[officer.role] = officer
		}
	}
	text, err := staffPledges{p.app}.StaffPledge(ctx, demoCounty)
	if err != nil {
		return err
	}
	for _, officer := range p.hired {
		if officer.role == access.AuditAdmin {
			continue // one has not signed yet, and is reminded
		}
		if err := p.app.Acts.People.SignStaffPledge(ctx, p.atWork(officer), text.Hash); err != nil {
			return err
		}
	}
	return nil
}

func (p *demoPlay) register(ctx context.Context) error {
	places := map[region.Code][]*demoHousehold{}
	for i, family := range demoTown(int64(p.dice.Int32()), p.wanted, p.start) {
		h := &demoHousehold{family: family, number: fmt.Sprint(i + 1)}
		p.households = append(p.households, h)
		places[family.place] = append(places[family.place], h)
	}
	// File numbers run in the order of a village's list, so a village goes household by household, and the villages together.
	group, inGroup := errgroup.WithContext(ctx)
	var done atomic.Int64
	for _, list := range places {
		group.Go(func() error {
			for _, h := range list {
				if err := p.registerOne(inGroup, h); err != nil {
					return fmt.Errorf("household %s: %w", h.number, err)
				}
				p.progress("app.demo.register", int(done.Add(1)), len(p.households))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return p.disclose(ctx)
}

func (p *demoPlay) registerOne(ctx context.Context, h *demoHousehold) error {
	members := make([]household.Member, len(h.family.people))
	for n, person := range h.family.people {
		members[n] = person.member
		members[n].FromOn = period.MustDay("2020-01-01")
	}
	done, err := p.app.Acts.Register.RegisterHousehold(ctx, p.actor(access.CaseOfficer), register.Registration{
		Household: household.Household{County: demoCounty, Region: h.family.place, Address: h.family.address, Kind: household.Recipient},
		Members:   members,
	})
	if err != nil {
		return err
	}
	h.id, h.number = done.Household, done.Number
	for n := range h.family.people {
		h.family.people[n].member.ID = done.Members[n]
	}
	return nil
}

// disclose lets two households of the village disclose that a relative works in the office or the village committee.
func (p *demoPlay) disclose(ctx context.Context) error {
	const first = 40
	if len(p.households) < first+2 {
		return nil
	}
	for i, kin := range []household.Kinship{
		{Official: p.officers[access.VillageOfficer].name, OfficerID: p.officers[access.VillageOfficer].id, Post: household.VillageCommittee, Relation: "\u6237\u4e3b\u7684\u5802\u5f1f"},
		{Official: "\u9a6c\u5efa\u519b", Post: household.PublicServant, Relation: "\u6237\u4e3b\u7684\u4f84\u5b50"},
	} {
		h := p.households[first+i]
		kin.DisclosedBy = h.family.people[0].member.ID
		if _, err := p.app.Acts.Register.DiscloseKinship(ctx, p.actor(access.CaseOfficer), register.At{County: demoCounty, Household: h.id}, kin); err != nil {
			return err
		}
	}
	return nil
}

// tell issues every household its notice with access slips, and records how it was served.
func (p *demoPlay) tell(ctx context.Context) error {
	p.on(3, 10)
	err := p.each(ctx, "app.demo.notice", all, func(ctx context.Context, h *demoHousehold) error {
		issued, err := p.app.Acts.Pledge.IssueNotice(ctx, p.actor(access.CaseOfficer), p.pledgeAt(h), pledgesteps.Wanted{Channel: pledge.InPerson})
		h.slips = issued.Slips
		return err
	})
	if err != nil {
		return err
	}
	p.on(6, 15)
	return p.each(ctx, "app.demo.notice", all, p.serveOne)
}

// serveOne records that a notice was handed over: read aloud and thumbed for those who do not read.
func (p *demoPlay) serveOne(ctx context.Context, h *demoHousehold) error {
	head := h.family.people[0].member
	service := pledge.Service{
		Method: pledge.HandedOver, ServedAt: p.clock.now(), Receiver: head.Name, Member: head.ID, Mark: pledge.SignedPaper, Language: pledge.Mandarin,
	}
	if h.family.way.signsInk {
		service.Method, service.Mark, service.ReadAloudBy = pledge.ReadAloud, pledge.Thumbprint, p.officers[access.CaseOfficer].name
	}
	_, err := p.app.Acts.Pledge.RecordNoticeService(ctx, p.actor(access.CaseOfficer), p.pledgeAt(h), service)
	return err
}

// read lets the households with a phone read the notice and answer the questions; some learn from a wrong answer.
func (p *demoPlay) read(ctx context.Context) error {
	p.on(9, 19)
	return p.each(ctx, "app.demo.read", func(h *demoHousehold) bool { return h.family.way.reads }, func(ctx context.Context, h *demoHousehold) error {
		actor := p.resident(h, 0)
		terms, err := p.app.Acts.Pledge.OpenNotice(ctx, actor)
		if err != nil {
			return err
		}
		if err := p.app.Acts.Pledge.ReadNotice(ctx, actor, "", terms.Notice.Hash); err != nil {
			return err
		}
		for n, question := range terms.Questions {
			right, wrong := "", ""
			for _, option := range question.Options {
				if option.Right {
					right = option.ID
				} else {
					wrong = option.ID
				}
			}
			if h.family.way.slow && n == 2 {
				if _, err := p.app.Acts.Pledge.AnswerUnderstanding(ctx, actor, "", question.ID, wrong); err != nil {
					return err
				}
			}
			if _, err := p.app.Acts.Pledge.AnswerUnderstanding(ctx, actor, "", question.ID, right); err != nil {
				return err
			}
		}
		return nil
	})
}

// sign lets every adult of the households with a phone sign there, and records the papers of the others: recorded by one
// officer, checked by another.
func (p *demoPlay) sign(ctx context.Context) error {
	p.on(12, 20)
	err := p.each(ctx, "app.demo.pledge", func(h *demoHousehold) bool { return h.family.way.signs }, p.signOnPhone)
	if err != nil {
		return err
	}
	p.on(14, 11)
	return p.each(ctx, "app.demo.pledge", func(h *demoHousehold) bool { return h.family.way.signsInk }, p.signOnPaper)
}

func (p *demoPlay) signOnPhone(ctx context.Context, h *demoHousehold) error {
	terms, err := p.app.Acts.Pledge.Editions.Terms(ctx, demoCounty, period.DayOf(p.clock.now()))
	if err != nil {
		return err
	}
	wards, signers := h.wards(p.start)
	for n, signer := range signers {
		member := h.family.people[signer].member
		code := ""
		for _, slip := range h.slips {
			if slip.Member == member.ID {
				code = slip.SigningCode
			}
		}
		signing := pledge.Signing{
			Hashes: map[pledge.Kind]string{pledge.PledgeText: terms.Pledge.Hash, pledge.AuthorisationText: terms.Authorisation.Hash},
			Agreed: map[pledge.Kind]bool{pledge.PledgeText: true, pledge.AuthorisationText: true},
			Method: pledge.Drawn, Name: member.Name, Ink: demoInk(),
		}
		if n == 0 {
			signing.Wards = wards
		}
		if _, err := p.app.Acts.Pledge.SignPledge(ctx, p.resident(h, signer), "demo-"+member.ID, signing, code); err != nil {
			return err
		}
	}
	return nil
}

func (p *demoPlay) signOnPaper(ctx context.Context, h *demoHousehold) error {
	terms, err := p.app.Acts.Pledge.Editions.Terms(ctx, demoCounty, period.DayOf(p.clock.now()))
	if err != nil {
		return err
	}
	wards, signers := h.wards(p.start)
	for n, signer := range signers {
		member := h.family.people[signer].member
		paper := pledge.Paper{
			Texts:   pledge.Signed(),
			Hash:    map[pledge.Kind]string{pledge.PledgeText: terms.Pledge.Hash, pledge.AuthorisationText: terms.Authorisation.Hash},
			Version: map[pledge.Kind]string{pledge.PledgeText: terms.Pledge.Version, pledge.AuthorisationText: terms.Authorisation.Version},
			Members: []string{member.ID}, Signer: member.ID, SignerName: member.Name, Capacity: pledge.OwnHand, Method: pledge.InkedThumb,
			CannotRead: true, ReadAloudBy: p.officers[access.CaseOfficer].name, Witness: p.officers[access.VillageOfficer].name, SignedOn: period.DayOf(p.clock.now()).AddDays(-1),
		}
		if n == 0 && len(wards) > 0 {
			paper.Members, paper.Capacity, paper.Relation = append(paper.Members, wards...), pledge.AsGuardian, "\u7236\u6bcd"
		}
		at := p.pledgeAt(h)
		recorded, err := p.app.Acts.Pledge.RecordPaperPledge(ctx, p.actor(access.CaseOfficer), at, paper, pledgesteps.PaperScans{Signed: demoScan()})
		if err != nil {
			return err
		}
		if err := p.app.Acts.Pledge.CheckPaperPledge(ctx, p.actor(access.CountyOfficer), at, recorded.ID, true, ""); err != nil {
			return err
		}
	}
	return nil
}

// wards are the members who cannot sign alone; signers the places of the others in the family.
func (h *demoHousehold) wards(on period.Day) (wards []string, signers []int) {
	for i, person := range h.family.people {
		if person.member.NeedsGuardian(on) {
			wards = append(wards, person.member.ID)
		} else {
			signers = append(signers, i)
		}
	}
	return wards, signers
}

func (p *demoPlay) pledgeAt(h *demoHousehold) pledgesteps.At {
	return pledgesteps.At{County: demoCounty, Household: h.id}
}

// demoInk and demoScan are drawn, not photographed: a stroke, and a sheet with the words of the demonstration's mark.
var (
	demoInk  = sync.OnceValue(func() []byte { return demoDrawing(120, 48) })
	demoScan = sync.OnceValue(func() []byte { return demoDrawing(150, 210) })
)

func demoDrawing(width, height int) []byte {
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = 0xff
	}
	for x := width / 8; x < width*7/8; x++ {
		y := height/2 + (x%40-20)*height/160
		for d := range 3 {
			picture.SetGray(x, y+d, color.Gray{Y: 0x20})
		}
	}
	drawn, err := pictures.PNG(picture, png.DefaultCompression)
	if err != nil {
		panic(errors.Join(errors.New("a drawing in memory cannot fail"), err))
	}
	return drawn
}

func (p *demoPlay) office() casework.Office {
	return casework.Office{
		County: demoCounty, Agency: "\u897f\u5409\u53bf\u6c11\u653f\u5c40", CodeWord: "\u5409\u6c11\u8bda", Phone: "0954-0000000",
		Address: "\u5409\u5f3a\u9547\u6f14\u793a\u8def1\u53f7", Reconsider: "\u897f\u5409\u53bf\u4eba\u6c11\u653f\u5e9c", Demo: true, Edition: defaultEdition,
	}
}
