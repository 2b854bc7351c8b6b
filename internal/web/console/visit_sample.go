package console

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/homevisit"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

func placeQuery(r *page.Request) region.Code { return region.Code(r.Query("place")) }

// samples lists the samples that were drawn, and how re-visits of a place agree with first visits.
func (v Visits) samples(w http.ResponseWriter, r *page.Request) error {
	all, err := v.Acts.Samples(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return r.Render(w, visitSamplesView(r, all))
}

// drawSample draws a sample.
func (v Visits) drawSample(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	places := r.Actor.Where(access.VisitSample)
	for _, place := range slices.Clone(places) {
		for _, child := range region.Children(place) {
			places = append(places, child)
			if child.Level() < region.Village {
				places = append(places, region.Children(child)...)
			}
		}
	}
	if r.Method == http.MethodGet {
		f.Set("population", string(homevisit.Visited)).Set("design", string(homevisit.Simple)).Set("confidence", "95").Set("margin", "5")
		return r.Render(w, visitSampleNewView(r, f, places))
	}
	place := region.Code(f.Text("place"))
	if place == "" {
		f.Refuse("place", "visit.sample.place")
	}
	margin, _ := f.Whole("margin", 20)
	confidence, _ := strconv.Atoi(f.Text("confidence"))
	plan := homevisit.Plan{Population: homevisit.Population(f.Text("population")), Design: homevisit.Design(f.Text("design")), Confidence: confidence, Margin: margin * 10}
	if f.Valid() {
		sample, err := v.Acts.DrawSample(r.Context(), r.Actor, r.Actor.County, place, plan, f.Key())
		if err == nil {
			r.Flash(r.T("visit.sample.done", "size", len(sample.Chosen), "population", len(sample.Frame)))
			return r.SeeOther(w, samplesPath+"/"+sample.ID)
		}
		if err := takeVisit(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, visitSampleNewView(r, f, places))
}

// sample shows one sample: how it was drawn, who is in it, and how the re-visits agree.
func (v Visits) sample(w http.ResponseWriter, r *page.Request) error {
	sample, err := v.Acts.Sample(r.Context(), r.Actor, r.PathValue("sample"))
	if err != nil {
		return err
	}
	agreement, err := v.Acts.AgreementIn(r.Context(), r.Actor, sample.Region, sample.ID)
	if err != nil {
		return err
	}
	return r.Render(w, visitSampleView(r, sample, agreement))
}

// frame gives the population with each household's place in the draw, so that anybody can draw the sample again.
func (v Visits) frame(w http.ResponseWriter, r *page.Request) error {
	sample, err := v.Acts.Sample(r.Context(), r.Actor, r.PathValue("sample"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	table := csv.NewWriter(&out)
	rows := [][]string{{"number", "village", "sha256", "chosen"}}
	for _, one := range sample.Frame {
		chosen := "0"
		if slices.Contains(sample.Chosen, one) {
			chosen = "1"
		}
		rows = append(rows, []string{one.Number, string(one.Region), homevisit.Rank(sample.Seed, one.Number), chosen})
	}
	if err := table.WriteAll(rows); err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: "sample-" + sample.ID + ".csv", Type: "text/csv; charset=utf-8", Body: out.Bytes()})
}

// villagesChosen counts a sample's households by village.
func villagesChosen(sample homevisit.Sample) []region.Code {
	var villages []region.Code
	for _, one := range sample.Chosen {
		if !slices.Contains(villages, one.Region) {
			villages = append(villages, one.Region)
		}
	}
	slices.Sort(villages)
	return villages
}

func chosenIn(sample homevisit.Sample, village region.Code) int {
	count := 0
	for _, one := range sample.Chosen {
		if one.Region == village {
			count++
		}
	}
	return count
}

// shareOf writes n of N with its interval: never a percentage alone.
func shareOf(r *page.Request, n, of int) string {
	if of == 0 {
		return r.T("visit.share.none")
	}
	low, high := homevisit.Interval(n, of)
	return r.T("visit.share", "n", n, "of", of, "share", permille(1000*n/of), "low", permille(low), "high", permille(high))
}

func permille(value int) string {
	return strconv.Itoa(value/10) + "." + strconv.Itoa(value%10) + "%"
}
