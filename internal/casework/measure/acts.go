package measure

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/region"
)

// Store is what these acts keep and read.
type Store interface {
	steps.Docketed
	AddMeasureRecord(ctx context.Context, county region.Code, household, id string, r measure.Record) error
}

// Letters composes the letter by which a household is told that a measure begins.
type Letters interface {
	Imposed(ctx context.Context, tx casework.Tx, paper casework.Paper, m steps.Matter, one measure.Measure, words string) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Scheme  steps.Scheme
	Letters Letters
	NewID   func() string
}

// step says how a kind of record is done.
type step struct {
	kind   string
	topic  string
	stepUp bool
}

var kinds = map[measure.Kind]step{
	measure.KindChecked: {kind: "HardshipChecked"},
	measure.KindImposed: {kind: "MeasureImposed", topic: "outbox.measure_imposed", stepUp: true},
	measure.KindDone:    {kind: "MeasureCarriedOut"},
	measure.KindLifted:  {kind: "MeasureLifted", topic: "outbox.measure_lifted"},
}

// Done is what an act gives.
type Done struct {
	Record   string `json:"record"`
	Document string `json:"document,omitempty"`
	Number   string `json:"number,omitempty"`
}

// Record does one thing to a measure, as internal/measure allows it. A measure that begins is told by a numbered letter.
func (a Acts) Record(ctx context.Context, actor access.Actor, at steps.At, id string, what measure.What) (Done, error) {
	how, known := kinds[what.Kind()]
	if !known {
		return Done{}, fault.New(fault.NotFound, "fault.not_found")
	}
	act := casework.Act{
		Kind: how.kind, Permission: access.MeasureHandle, County: at.County, Household: at.Household, Key: at.Key, Content: []any{id, what.Kind(), what}, StepUp: how.stepUp,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		docket, err := steps.ReadDocket(ctx, store, a.Scheme, work.County, work.Household.ID, work.Today)
		if err != nil {
			return Done{}, err
		}
		m, one, err := docket.OfMeasure(id)
		if err != nil {
			return Done{}, err
		}
		decision, _ := m.Decision()
		record, err := one.Do(what, actor.ID, work.Now, decision.By, m.Effect)
		if err != nil {
			return Done{}, err
		}
		done := Done{Record: a.NewID()}
		if imposed, is := record.What.(measure.Imposed); is {
			issued, err := casework.Issue(ctx, work, casework.SeriesMeasure, "measure", func(paper casework.Paper) ([]byte, error) {
				return a.Letters.Imposed(ctx, work.Tx, paper, m, one, imposed.Words)
			})
			if err != nil {
				return Done{}, err
			}
			imposed.Document, imposed.Number = issued.ID, issued.Number
			done.Document, done.Number, record.What = issued.ID, issued.Number, imposed
		}
		record.ID = done.Record
		work.Note("case", m.ID)
		work.Note("measure", id)
		work.Note("code", one.Drawn.Code)
		if how.topic != "" {
			work.Send(casework.Message{Household: at.Household, Topic: how.topic, Detail: map[string]string{"number": done.Number, "day": work.Today.Chinese()}})
		}
		if err := store.AddMeasureRecord(ctx, work.County, at.Household, id, record); err != nil {
			return done, err
		}
		return done, steps.KeepWork(ctx, work, a.Scheme)
	})
}
