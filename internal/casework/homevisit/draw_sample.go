package homevisit

import (
	"context"
	"encoding/base64"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/homevisit"
	"chengxin/internal/region"
)

// DrawSample draws a sample of a place's households and keeps it with its frame and seed, so that anybody can draw it again. The
// seed is the head of the county's log at that moment with the sample's id: nobody chooses it, and every further draw stands in
// the log.
func (a Acts) DrawSample(ctx context.Context, actor access.Actor, county, place region.Code, plan homevisit.Plan, key string) (homevisit.Sample, error) {
	act := casework.Act{Kind: "SampleDrawn", Permission: access.VisitSample, County: county, Region: place, Key: key, Content: plan}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (homevisit.Sample, error) {
		store := casework.As[Store](work.Tx)
		sample := homevisit.Sample{ID: a.NewID(), Region: place, Plan: plan, DrawnAt: work.Now, DrawnBy: actor.ID}
		if err := plan.Check(); err != nil {
			return sample, err
		}
		var err error
		if sample.Frame, err = store.VisitFrame(ctx, county, place, plan.Population); err != nil {
			return sample, err
		}
		head, err := store.LogHead(ctx, county)
		if err != nil {
			return sample, err
		}
		root := head.Root()
		sample.Seed = homevisit.Seed(head.Size(), base64.StdEncoding.EncodeToString(root[:]), sample.ID)
		if sample.Chosen, err = plan.Draw(sample.Seed, sample.Frame); err != nil {
			return sample, err
		}
		work.Note("sample", sample.ID)
		work.Note("population", strconv.Itoa(len(sample.Frame)))
		work.Note("chosen", strconv.Itoa(len(sample.Chosen)))
		work.Note("seed", sample.Seed)
		return sample, store.AddVisitSample(ctx, county, sample)
	})
}
