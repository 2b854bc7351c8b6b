package console

import (
	"net/http"
	"strconv"

	steps "chengxin/internal/casework/pledge"

	"chengxin/internal/fault"
	"chengxin/internal/pledge"
	"chengxin/internal/web/page"
)

// maxScan is the largest scan that is taken, in bytes.
const maxScan = 10 << 20

// signingCode makes a confirmation code and shows it once, to be read out to the signer.
func (p PledgePages) signingCode(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	head := p.pledgeHead(r, view, r.T("pledge.code.title"), f)
	if r.Method == http.MethodPost {
		digits, err := p.Acts.IssueSigningCode(r.Context(), r.Actor, pledgeAt(r, ""), f.Text("member"))
		if err == nil {
			w.Header().Set("Cache-Control", "no-store")
			return r.Render(w, pledgeCodeShown(r, head, digits))
		}
		if err := takePledge(f, err); err != nil {
			return err
		}
	}
	signers := pledgeMembers(view, func(m pledge.MemberStanding) bool { return !m.Ward })
	return r.RenderForm(w, f, pledgeCodeView(r, f, head, pledgePath(r, "/code"), signers))
}

// forms prints the texts to be signed on paper.
func (p PledgePages) forms(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	head := p.pledgeHead(r, view, r.T("pledge.forms.title"), f)
	if r.Method == http.MethodPost {
		forms, err := p.Acts.IssueForms(r.Context(), r.Actor, pledgeAt(r, f.Key()))
		if err == nil {
			return r.Render(w, pledgeFormsIssued(r, p, head, view, forms))
		}
		if err := takePledge(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, pledgeFormsView(r, f, head, pledgePath(r, "/forms")))
}

// paper records texts that were signed on paper, with the scan.
func (p PledgePages) paper(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		record := paperOf(r, f)
		var scans steps.PaperScans
		if file, given := f.File("scan", maxScan); given {
			scans.Signed = file.Content
		}
		if file, given := f.File("delegation", maxScan); given {
			scans.Delegation = file.Content
		}
		if f.Valid() {
			_, err := p.Acts.RecordPaperPledge(r.Context(), r.Actor, pledgeAt(r, f.Key()), record, scans)
			if answered, err := p.finish(w, r, f, err, r.T("pledge.paper.done")); answered || err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, pledgePaperView(r, f, p.pledgeHead(r, view, r.T("pledge.paper.title"), f), pledgePath(r, "/paper"), view))
}

func paperOf(r *page.Request, f *page.Form) pledge.Paper {
	record := pledge.Paper{
		Members: f.Choices("members"), Signer: f.Text("signer"), SignerName: f.Text("signer_name"), Capacity: pledge.Capacity(f.Text("capacity")),
		Relation: f.Text("relation"), Method: pledge.SigningMethod(f.Text("method")), CannotRead: f.Ticked("cannot_read"),
		ReadAloudBy: f.Text("read_aloud_by"), Witness: f.Text("witness"), Reason: f.Text("reason"), Hash: map[pledge.Kind]string{},
		SignedOn: f.RequireDay("signed_on", r.T("pledge.paper.signed_on")).Day,
	}
	if record.Signer == outsideHousehold {
		record.Signer = ""
	}
	for _, kind := range pledge.Signed() {
		if f.Chosen("texts", string(kind)) {
			record.Texts = append(record.Texts, kind)
			record.Hash[kind] = f.Text("hash_" + string(kind))
		}
	}
	return record
}

// outsideHousehold is the choice of a signer who is no member: an outside guardian or a proxy.
const outsideHousehold = "outside"

// signers are who may have signed a paper: the adults, or somebody from outside.
func signers(r *page.Request, view steps.View) []page.Choice {
	able := pledgeMembers(view, func(m pledge.MemberStanding) bool { return !m.Ward })
	return append(able, page.Choice{Value: outsideHousehold, Label: r.T("pledge.paper.outside"), Apart: true})
}

// checkPaper is the second person's comparison of a record with its scan.
func (p PledgePages) checkPaper(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	var record pledge.Paper
	for _, one := range view.Facts.Papers {
		if one.ID == r.PathValue("paper") {
			record = one
		}
	}
	if record.ID == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if r.Method == http.MethodPost {
		agrees := f.RequireChoice("agrees", r.T("pledge.check.question"), "yes", "no")
		if f.Valid() {
			err := p.Acts.CheckPaperPledge(r.Context(), r.Actor, pledgeAt(r, f.Key()), record.ID, agrees == "yes", f.Text("reason"))
			if answered, err := p.finish(w, r, f, err, r.T("pledge.check.done")); answered || err != nil {
				return err
			}
		}
	}
	check, checked := view.CheckOf(record.ID)
	return r.RenderForm(w, f, pledgeCheckView(r, f, p.pledgeHead(r, view, r.T("pledge.check.title"), f), view, record, check, checked || record.RecordedBy == r.Actor.ID))
}

// paperRows is a paper record as its checker compares it with the scan.
func paperRows(r *page.Request, view steps.View, record pledge.Paper) []page.Row {
	names := ""
	for _, id := range record.Members {
		if person, found := pledge.Find(view.Persons, id); found {
			if names != "" {
				names += r.T("page.list.separator")
			}
			names += person.Name
		}
	}
	titles := ""
	for _, kind := range record.Texts {
		titles += view.Terms.Of(kind).Title + " "
	}
	rows := []page.Row{
		{Key: r.T("pledge.paper.texts"), Value: titles},
		{Key: r.T("pledge.paper.members"), Value: names},
		{Key: r.T("pledge.paper.signer_name"), Value: record.SignerName},
		{Key: r.T("pledge.paper.capacity"), Value: r.T("pledge.capacity." + string(record.Capacity))},
		{Key: r.T("pledge.paper.method"), Value: r.T("pledge.method." + string(record.Method))},
		{Key: r.T("pledge.paper.signed_on"), Value: onDay(r, record.SignedOn)},
	}
	rows = append(rows, page.Row{Key: r.T("pledge.paper.witness"), Value: record.Witness},
		page.Row{Key: r.T("pledge.paper.read_aloud_by"), Value: record.ReadAloudBy})
	if record.Capacity == pledge.AsProxyHand {
		rows = append(rows, page.Row{Key: r.T("pledge.paper.reason"), Value: record.Reason})
	}
	return rows
}

// waitingPapers are the records that a second person has still to check.
func waitingPapers(view steps.View) []pledge.Paper {
	var waiting []pledge.Paper
	for _, record := range view.Facts.Papers {
		if _, checked := view.CheckOf(record.ID); !checked {
			waiting = append(waiting, record)
		}
	}
	return waiting
}

// scan gives a scan for download; a PDF is never shown inside our pages.
func (p PledgePages) scan(w http.ResponseWriter, r *page.Request) error {
	raw, scan, err := p.Acts.OpenScan(r.Context(), r.Actor, pledgeAt(r, ""), r.PathValue("paper"), r.Query("which") == "delegation")
	if err != nil {
		return err
	}
	return sendScan(w, raw, scan)
}

// sendScan sends a scan that no browser keeps: pictures to look at, a PDF only to save.
func sendScan(w http.ResponseWriter, raw []byte, scan pledge.Scan) error {
	disposition := "inline"
	if scan.Type == "application/pdf" {
		disposition = "attachment"
	}
	w.Header().Set("Content-Type", scan.Type)
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.Header().Set("Content-Disposition", disposition)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, err := w.Write(raw)
	return err
}

// withdrawal records a withdrawal that a member told the officer.
func (p PledgePages) withdrawal(w http.ResponseWriter, r *page.Request) error {
	f, view, err := p.opened(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		err := p.Acts.RecordWithdrawal(r.Context(), r.Actor, pledgeAt(r, f.Key()), f.Text("member"), pledge.Kind(f.Text("text")), f.Text("reason"))
		if answered, err := p.finish(w, r, f, err, r.T("pledge.withdraw.done")); answered || err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, pledgeWithdrawalView(r, f, p.pledgeHead(r, view, r.T("pledge.withdraw.record"), f), pledgePath(r, "/withdrawal"), view))
}

func textChoices(view steps.View) []page.Choice {
	var choices []page.Choice
	for _, kind := range pledge.Signed() {
		choices = append(choices, page.Choice{Value: string(kind), Label: view.Terms.Of(kind).Title})
	}
	return choices
}
