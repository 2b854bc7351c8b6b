package app

import (
	"context"
	"fmt"
	"io"

	steps "chengxin/internal/casework/determination"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Touched asks for the cases that may rest on something that was wrong.
type Touched struct {
	Place    region.Code
	Officer  string // login name
	By       string // clause, item, source, file, edition
	Value    string
	Language wording.Language
}

// ListTouched prints the cases, one a line, as a named officer whose looking stands in the log.
func (a *App) ListTouched(ctx context.Context, asked Touched, out io.Writer) error {
	actor, err := a.officerByLogin(ctx, asked.Place.County(), asked.Officer)
	if err != nil {
		return err
	}
	found, err := a.Acts.Clues.Touched(ctx, actor, asked.Place, steps.By(asked.By), asked.Value)
	if err != nil {
		return err
	}
	say := func(key string, pairs ...any) { _, _ = fmt.Fprintln(out, wording.T(asked.Language, key, pairs...)) }
	today := period.DayOf(a.clock())
	for _, one := range found {
		effect := "waits"
		decision, decided := one.Decision()
		switch {
		case !decided:
			effect = "none"
		case !one.Effect.Undone.IsZero():
			effect = "undone"
		case one.Effect.Stayed:
			effect = "stayed"
		case one.Effect.InForce(today):
			effect = "holds"
		}
		say("app.touched.line", "number", one.Number, "case", one.ID, "stage", wording.T(asked.Language, "determination.stage."+string(one.Stage())),
			"decision", decision.Number, "effect", wording.T(asked.Language, "app.touched."+effect))
	}
	say("app.touched.count", "count", len(found))
	return nil
}
