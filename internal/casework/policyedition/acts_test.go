package policyedition_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

const xiji = region.Code("640422")

// county is the acts on real SQLite, with a clock that the test sets.
type county struct {
	*testing.T
	acts policyedition.Acts
	db   *storage.DB
	now  time.Time
}

type embedded struct{}

func (embedded) Names() []string                 { return policy.Names() }
func (embedded) Open(name string) (fs.FS, error) { return policy.Open(name) }

func newCounty(t *testing.T) *county {
	t.Helper()
	c := &county{T: t, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "policy.db"))
	c.must(err)
	_, err = engine.Migrate(t.Context())
	c.must(err)
	v, err := vault.Create(filepath.Join(t.TempDir(), "vault.json"), vault.Default, c.now)
	c.must(err)
	c.db = storage.New(engine, v)
	t.Cleanup(func() { c.must(c.db.Close()) })
	c.must(c.db.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.KeepOffice(t.Context(), casework.Office{County: xiji, Agency: "x", CodeWord: "x", Edition: "jiqiang-2022"})
	}))
	c.acts = policyedition.Acts{
		Runner: casework.NewRunner(c.db, func() time.Time { return c.now }), Reads: c.db.Read(), Scans: blob.NewFolder(t.TempDir(), v), Folders: embedded{}, NewID: storage.NewID,
		Known: func(_ context.Context, _ region.Code, measure string) (bool, error) { return measure == "bar", nil },
	}
	return c
}

func (c *county) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *county) actor(id string, role access.Role) access.Actor {
	return access.Actor{Kind: access.Officer, ID: id, County: xiji, Unit: xiji, Grants: []access.Grant{{Role: role, Region: xiji}}, SteppedUpAt: c.now}
}

func (c *county) drafter() access.Actor  { return c.actor("drafter", access.CountyOfficer) }
func (c *county) approver() access.Actor { return c.actor("approver", access.CountyApprover) }
func (c *county) village() access.Actor  { return c.actor("village", access.LegalReviewer) }

// draft registers a changed edition.
func (c *county) draft(version string) (id, digest string) {
	c.Helper()
	id, err := c.acts.RegisterArchive(c.Context(), c.drafter(), xiji, zipped(c.T, "jiqiang-2022", func(path string, raw []byte) []byte {
		if path == "edition.yaml" {
			return bytes.Replace(raw, []byte(`version: "2022.1"`), []byte(`version: "`+version+`"`), 1)
		}
		return raw
	}), "")
	c.must(err)
	course, err := c.acts.Reads.Course(c.Context(), xiji, id)
	c.must(err)
	return id, course.Draft.Digest
}

func (c *county) state(draft string) policyedition.State {
	c.Helper()
	course, err := c.acts.Reads.Course(c.Context(), xiji, draft)
	c.must(err)
	return course.State(period.DayOf(c.now))
}

func TestADraftIsCommentedOnAnsweredAndAdoptedByAnotherPerson(t *testing.T) {
	c := newCounty(t)
	ctx, today := t.Context(), period.DayOf(c.now)
	draft, digest := c.draft("2026.1")
	if c.state(draft) != policyedition.Drafted {
		t.Error(c.state(draft))
	}
	refusedWith(t, c.acts.Comment(ctx, c.village(), xiji, draft, "", "x", ""), "edition.not_open")
	refusedWith(t, c.acts.OpenForComment(ctx, c.drafter(), xiji, draft, today, "", ""), "edition.closes_on_wrong")
	c.must(c.acts.OpenForComment(ctx, c.drafter(), xiji, draft, today.AddDays(7), "", ""))
	refusedWith(t, c.acts.OpenForComment(ctx, c.drafter(), xiji, draft, today.AddDays(9), "", ""), "edition.open_already")
	refusedWith(t, c.acts.Comment(ctx, c.village(), xiji, draft, "nowhere", "x", ""), "edition.no_such_article")
	refusedWith(t, c.acts.Comment(ctx, c.village(), xiji, draft, "", " ", ""), "edition.words_missing")
	refusedWith(t, c.acts.Comment(ctx, c.village(), xiji, draft, "", strings.Repeat("\u6c49", policyedition.MaxWords+1), ""), "edition.words_long")
	anchor := c.anchor(draft)
	c.must(c.acts.Comment(ctx, c.village(), xiji, draft, anchor, "too long", ""))
	refusedWith(t, c.acts.ProposeAdoption(ctx, c.drafter(), xiji, draft, today, "r", ""), "edition.still_open")
	c.now = c.now.AddDate(0, 0, 8)
	today = period.DayOf(c.now)
	refusedWith(t, c.acts.Comment(ctx, c.village(), xiji, draft, "", "late", ""), "edition.not_open")
	refusedWith(t, c.acts.ProposeAdoption(ctx, c.drafter(), xiji, draft, today, "r", ""), "edition.unanswered")
	course, err := c.acts.Reads.Course(ctx, xiji, draft)
	c.must(err)
	if course.Comments[0].Words != "too long" || course.Comments[0].Anchor != anchor || course.Unanswered() != 1 {
		t.Errorf("%+v", course.Comments)
	}
	refusedWith(t, c.acts.AnswerComment(ctx, c.drafter(), xiji, draft, "none", true, "x", ""), "fault.not_found")
	refusedWith(t, c.acts.AnswerComment(ctx, c.village(), xiji, draft, course.Comments[0].ID, true, "x", ""), "fault.forbidden")
	c.must(c.acts.AnswerComment(ctx, c.drafter(), xiji, draft, course.Comments[0].ID, false, "law wants it", ""))
	refusedWith(t, c.acts.AnswerComment(ctx, c.drafter(), xiji, draft, course.Comments[0].ID, true, "x", ""), "edition.answered_already")

	refusedWith(t, c.acts.Adopt(ctx, c.approver(), xiji, draft, digest, true, ""), "edition.not_proposed")
	refusedWith(t, c.acts.ProposeAdoption(ctx, c.drafter(), xiji, draft, today.AddDays(-1), "r", ""), "edition.effective_past")
	c.must(c.acts.ProposeAdoption(ctx, c.drafter(), xiji, draft, today.AddDays(1), "r", ""))
	if c.state(draft) != policyedition.Proposed {
		t.Error(c.state(draft))
	}
	both := c.drafter()
	both.Grants = append(both.Grants, access.Grant{Role: access.CountyApprover, Region: xiji})
	refusedWith(t, c.acts.Adopt(ctx, both, xiji, draft, digest, true, ""), "edition.two_people")
	refusedWith(t, c.acts.Adopt(ctx, c.drafter(), xiji, draft, digest, true, ""), "fault.forbidden")
	stale := c.approver()
	stale.SteppedUpAt = c.now.Add(-time.Hour)
	refusedWith(t, c.acts.Adopt(ctx, stale, xiji, draft, digest, true, ""), "fault.step_up")
	refusedWith(t, c.acts.Adopt(ctx, c.approver(), xiji, draft, strings.Repeat("0", 64), true, ""), "edition.digest_differs")
	refusedWith(t, c.acts.Adopt(ctx, c.approver(), xiji, draft, digest, false, ""), "edition.warnings_unread")
	c.must(c.acts.Adopt(ctx, c.approver(), xiji, draft, digest, true, ""))
	refusedWith(t, c.acts.Adopt(ctx, c.approver(), xiji, draft, digest, true, ""), "edition.adopted_already")
	refusedWith(t, c.acts.OpenForComment(ctx, c.drafter(), xiji, draft, today.AddDays(9), "", ""), "edition.adopted_already")

	before, err := c.db.Read().EditionInForce(ctx, xiji, today)
	c.must(err)
	after, err := c.db.Read().EditionInForce(ctx, xiji, today.AddDays(1))
	c.must(err)
	if before.Draft != "" || before.Name != "jiqiang-2022" || after.Draft != draft || after.Digest != digest {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if c.state(draft) != policyedition.Adopted {
		t.Error(c.state(draft))
	}
}

// anchor is the draft's first article.
func (c *county) anchor(draft string) string {
	c.Helper()
	_, edition, err := c.acts.Check(c.Context(), xiji, draft)
	c.must(err)
	return edition.Articles()[0].Anchor
}

func TestAProposalThatWaitedPastItsDayIsRefused(t *testing.T) {
	c := newCounty(t)
	draft, digest := c.draft("2026.2")
	c.must(c.acts.ProposeAdoption(t.Context(), c.drafter(), xiji, draft, period.DayOf(c.now), "r", ""))
	c.now = c.now.AddDate(0, 0, 1)
	refusedWith(t, c.acts.Adopt(t.Context(), c.approver(), xiji, draft, digest, true, ""), "edition.effective_past")
}

func TestOpeningADraftAgainTakesItsProposalBack(t *testing.T) {
	c := newCounty(t)
	draft, digest := c.draft("2026.3")
	today := period.DayOf(c.now)
	c.must(c.acts.ProposeAdoption(t.Context(), c.drafter(), xiji, draft, today.AddDays(30), "r", ""))
	c.now = c.now.Add(time.Minute)
	c.must(c.acts.OpenForComment(t.Context(), c.drafter(), xiji, draft, today.AddDays(1), "", ""))
	c.now = c.now.AddDate(0, 0, 2)
	refusedWith(t, c.acts.Adopt(t.Context(), c.approver(), xiji, draft, digest, true, ""), "edition.not_proposed")
}

func TestADraftThatFailsItsCheckIsKeptAndNeverAdopted(t *testing.T) {
	c := newCounty(t)
	ctx := t.Context()
	draft, err := c.acts.RegisterArchive(ctx, c.drafter(), xiji, packed(t, "edition.yaml", "name: x\nunknown: 1\n", "text.md", "## a {#a}\n"), "")
	c.must(err)
	report, edition, err := c.acts.Check(ctx, xiji, draft)
	if err != nil || edition != nil || report.Passed() {
		t.Errorf("%v %v %v", report, edition, err)
	}
	refusedWith(t, c.acts.ProposeAdoption(ctx, c.drafter(), xiji, draft, period.DayOf(c.now), "r", ""), "edition.check_failed")
	_, err = c.acts.RegisterArchive(ctx, c.drafter(), xiji, packed(t, "edition.yaml", "name: x\nunknown: 1\n", "text.md", "## a {#a}\n"), "")
	refusedWith(t, err, "edition.registered_already")
	_, err = c.acts.RegisterFolder(ctx, c.drafter(), xiji, "../../etc", "")
	refusedWith(t, err, "edition.folder_unknown")
	_, err = c.acts.RegisterFolder(ctx, c.drafter(), "640423", "jiqiang-2022", "")
	refusedWith(t, err, "edition.other_county")
	_, err = c.acts.RegisterFolder(ctx, c.approver(), xiji, "jiqiang-2022", "")
	refusedWith(t, err, "fault.forbidden")
}

func TestALegalOpinionCountsOnceAnotherPersonConfirmedItUntilItIsWithdrawn(t *testing.T) {
	c := newCounty(t)
	ctx := t.Context()
	picture := image.NewGray(image.Rect(0, 0, 40, 40))
	picture.Set(1, 1, color.White)
	var scan bytes.Buffer
	c.must(png.Encode(&scan, picture))
	filed := policyedition.FiledOpinion{Measure: "bar", Number: "n 1", DatedOn: period.DayOf(c.now), Office: "o", Scan: scan.Bytes()}
	for field, change := range map[string]func(*policyedition.FiledOpinion){
		"measure_wrong": func(o *policyedition.FiledOpinion) { o.Measure = "talk" }, "number_missing": func(o *policyedition.FiledOpinion) { o.Number = " " },
		"office_missing": func(o *policyedition.FiledOpinion) { o.Office = "" }, "scan_missing": func(o *policyedition.FiledOpinion) { o.Scan = nil },
		"dated_on_wrong": func(o *policyedition.FiledOpinion) { o.DatedOn = period.DayOf(c.now).AddDays(1) },
	} {
		bad := filed
		change(&bad)
		refusedWith(t, c.acts.FileOpinion(ctx, c.drafter(), xiji, bad, ""), "edition.opinion."+field)
	}
	refusedWith(t, c.acts.FileOpinion(ctx, c.approver(), xiji, filed, ""), "fault.forbidden")
	refusedWith(t, c.acts.WithdrawOpinion(ctx, c.drafter(), xiji, "bar", "r", ""), "fault.not_found")
	c.must(c.acts.FileOpinion(ctx, c.drafter(), xiji, filed, ""))
	standing, waiting := c.opinions()
	if len(standing) != 0 || len(waiting) != 1 {
		t.Fatalf("one person alone: %+v, waits: %+v", standing, waiting)
	}
	said := policyedition.ReviewedOpinion{Opinion: waiting[0].ID, Scan: waiting[0].Scan.Hash, Confirmed: true, Checked: true}
	both := c.approver() // somebody who was given both duties still cannot do both
	both.ID = c.drafter().ID
	refusedWith(t, c.acts.ReviewOpinion(ctx, both, xiji, said, ""), "edition.opinion.two_people")
	refusedWith(t, c.acts.ReviewOpinion(ctx, c.drafter(), xiji, said, ""), "fault.forbidden")
	for key, change := range map[string]func(*policyedition.ReviewedOpinion){
		"edition.opinion.not_waiting":  func(s *policyedition.ReviewedOpinion) { s.Opinion = "other" },
		"edition.opinion.scan_differs": func(s *policyedition.ReviewedOpinion) { s.Scan = "other" },
		"edition.opinion.unchecked":    func(s *policyedition.ReviewedOpinion) { s.Checked = false },
	} {
		bad := said
		change(&bad)
		refusedWith(t, c.acts.ReviewOpinion(ctx, c.approver(), xiji, bad, ""), key)
	}
	if err := c.acts.ReviewOpinion(ctx, c.approver(), xiji, policyedition.ReviewedOpinion{Opinion: said.Opinion, Scan: said.Scan}, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("returned without a reason: %v", err)
	}
	c.must(c.acts.ReviewOpinion(ctx, c.approver(), xiji, said, ""))
	refusedWith(t, c.acts.ReviewOpinion(ctx, c.approver(), xiji, said, ""), "edition.opinion.not_waiting")
	standing, waiting = c.opinions()
	if len(standing) != 1 || len(waiting) != 0 || standing[0].Review.By != c.approver().ID || standing[0].Number != "n 1" || len(policyedition.ForPolicy(standing)[0].ScanDigest) != 64 {
		t.Fatalf("%+v", standing)
	}
	if _, content, err := c.acts.OpinionScan(ctx, xiji, standing[0].ID); err != nil || len(content) == 0 {
		t.Error(len(content), err)
	}

	c.now = c.now.Add(time.Minute)
	again := filed
	again.Number = "n 2"
	c.must(c.acts.FileOpinion(ctx, c.drafter(), xiji, again, ""))
	if standing, waiting = c.opinions(); len(standing) != 1 || standing[0].Number != "n 1" || len(waiting) != 1 {
		t.Errorf("a filing that waits takes the place of a confirmed one: %+v %+v", standing, waiting)
	}
	c.must(c.acts.ReviewOpinion(ctx, c.approver(), xiji, policyedition.ReviewedOpinion{Opinion: waiting[0].ID, Scan: waiting[0].Scan.Hash, Reason: "the seal is missing"}, ""))
	if standing, waiting = c.opinions(); len(standing) != 1 || standing[0].Number != "n 1" || len(waiting) != 0 {
		t.Errorf("a returned filing changes something: %+v %+v", standing, waiting)
	}

	c.now = c.now.Add(time.Minute)
	c.must(c.acts.FileOpinion(ctx, c.drafter(), xiji, filed, ""))
	_, waiting = c.opinions()
	c.now = c.now.Add(time.Minute)
	c.must(c.acts.WithdrawOpinion(ctx, c.drafter(), xiji, "bar", "mistake", ""))
	if standing, left := c.opinions(); len(standing)+len(left) != 0 {
		t.Errorf("after the withdrawal: %+v %+v", standing, left)
	}
	said = policyedition.ReviewedOpinion{Opinion: waiting[0].ID, Scan: waiting[0].Scan.Hash, Confirmed: true, Checked: true}
	refusedWith(t, c.acts.ReviewOpinion(ctx, c.approver(), xiji, said, ""), "edition.opinion.not_waiting")
}

// opinions are those that count and those that wait.
func (c *county) opinions() (standing, waiting []policyedition.Opinion) {
	c.Helper()
	events, err := c.acts.Reads.Opinions(c.Context(), xiji)
	c.must(err)
	return policyedition.Standing(events), policyedition.Waiting(events)
}

func TestTheLatestAdoptionWhoseDayHasComeIsInForce(t *testing.T) {
	day := period.MustDay("2026-01-10")
	at := func(hour int) time.Time { return time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC) }
	adoptions := []policyedition.Adoption{
		{ID: "a", EffectiveOn: day, At: at(1)}, {ID: "b", EffectiveOn: day, At: at(2)}, {ID: "c", EffectiveOn: day.AddDays(5), At: at(0)},
	}
	if policyedition.Pick(adoptions, day.AddDays(-1)) != nil {
		t.Error("an edition reaches back")
	}
	if got := policyedition.Pick(adoptions, day); got.ID != "b" {
		t.Error(got.ID)
	}
	if got := policyedition.Pick(adoptions, day.AddDays(5)); got.ID != "c" {
		t.Error(got.ID)
	}
}
