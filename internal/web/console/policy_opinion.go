package console

import (
	"net/http"
	"slices"

	"chengxin/internal/blob"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
)

// fileOpinion files a legal opinion on a measure of the edition in force.
func (p PolicyPages) fileOpinion(w http.ResponseWriter, r *page.Request) error {
	if sent, err := needsStepUp(w, r); sent || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	today := period.DayOf(r.Now)
	edition, err := p.Edition(r.Context(), r.Actor.County, today)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		dated := f.RequireDay("dated_on", r.T("edition.opinion.dated_on"))
		scan, _ := f.File("scan", blob.MaxPosted)
		if f.Valid() {
			err := p.Acts.FileOpinion(r.Context(), r.Actor, r.Actor.County, policyedition.FiledOpinion{
				Measure: f.Text("measure"), Number: f.Text("number"), DatedOn: dated.Day, Office: f.Text("office"), Scan: scan.Content, Demo: r.Demo(),
			}, f.Key())
			if err == nil {
				r.Flash(r.T("edition.opinion.filed"))
				return r.SeeOther(w, policyPath)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	} else {
		f.Set("measure", r.Query("measure"))
	}
	return r.RenderForm(w, f, fileOpinionView(r, f, edition, today))
}

// withdrawOpinion takes a filed opinion back: its measure is not in force from then on.
func (p PolicyPages) withdrawOpinion(w http.ResponseWriter, r *page.Request) error {
	if sent, err := needsStepUp(w, r); sent || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	measure := r.PathValue("measure")
	if r.Method == http.MethodPost {
		err := p.Acts.WithdrawOpinion(r.Context(), r.Actor, r.Actor.County, measure, f.Text("reason"), f.Key())
		if err == nil {
			r.Flash(r.T("edition.opinion.withdrawn"))
			return r.SeeOther(w, policyPath)
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	events, err := p.Acts.Reads.Opinions(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	filed := slices.DeleteFunc(slices.Concat(policyedition.Waiting(events), policyedition.Standing(events)), func(o policyedition.Opinion) bool { return o.Measure != measure })
	if len(filed) == 0 {
		return fault.New(fault.NotFound, "edition.opinion.not_waiting")
	}
	edition, err := p.Edition(r.Context(), r.Actor.County, period.DayOf(r.Now))
	if err != nil {
		return err
	}
	names, err := p.Names.OfficerNames(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, withdrawOpinionView(r, f, edition, filed, names))
}

// reviewOpinion lets another person confirm a filed opinion, or return it with a reason.
func (p PolicyPages) reviewOpinion(w http.ResponseWriter, r *page.Request) error {
	if sent, err := needsStepUp(w, r); sent || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	events, err := p.Acts.Reads.Opinions(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	filings := policyedition.Waiting(events)
	at := slices.IndexFunc(filings, func(o policyedition.Opinion) bool { return o.ID == r.PathValue("opinion") })
	if at < 0 && r.Method == http.MethodGet {
		return fault.New(fault.NotFound, "edition.opinion.not_waiting")
	}
	if r.Method == http.MethodPost {
		word := f.RequireChoice("word", r.T("edition.opinion.word"), "confirm", "return")
		if f.Valid() {
			err := p.Acts.ReviewOpinion(r.Context(), r.Actor, r.Actor.County, policyedition.ReviewedOpinion{
				Opinion: r.PathValue("opinion"), Scan: f.Text("scan"), Confirmed: word == "confirm", Checked: f.Ticked("checked"), Reason: f.Text("reason"),
			}, f.Key())
			if err == nil {
				r.Flash(r.T("edition.opinion.word." + word + "ed"))
				return r.SeeOther(w, policyPath)
			}
			if at < 0 {
				return err
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
		if at < 0 {
			return fault.New(fault.NotFound, "edition.opinion.not_waiting")
		}
	}
	edition, err := p.Edition(r.Context(), r.Actor.County, period.DayOf(r.Now))
	if err != nil {
		return err
	}
	names, err := p.Names.OfficerNames(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	return r.RenderForm(w, f, reviewOpinionView(r, f, edition, filings[at], names))
}

// opinionScan gives a filed opinion's scan.
func (p PolicyPages) opinionScan(w http.ResponseWriter, r *page.Request) error {
	opinion, content, err := p.Acts.OpinionScan(r.Context(), r.Actor.County, r.PathValue("opinion"))
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: opinion.Number, Type: opinion.Scan.Type, Body: content, Inline: true})
}

// waiting lists the measures that are in force only with an opinion.
func waiting(e *policy.Edition, on period.Day) []policy.Measure {
	var measures []policy.Measure
	for _, measure := range e.Measures(on) {
		if measure.NeedsOpinion() {
			measures = append(measures, measure)
		}
	}
	return measures
}
