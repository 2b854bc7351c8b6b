package console

import (
	"net/http"
	"strings"
	"time"

	"chengxin/internal/casefile"
	"chengxin/internal/casework/outbox"
	"chengxin/internal/web/page"
)

// outbox lists what households wait to be told: the print and phone list. It names nobody.
func (p *RegisterPages) outbox(w http.ResponseWriter, r *page.Request) error {
	waiting, more, err := p.Files.Waiting(r.Context(), r.Actor, readAfter(r.Query("after")))
	if err != nil {
		return err
	}
	pages := page.Pages{Shown: len(waiting)}
	if r.Query("after") != "" {
		pages.Earlier = outboxPath
	}
	if more {
		pages.Later = r.With("after", writeAfter(waiting[len(waiting)-1]))
	}
	return r.Render(w, outboxView(r, waiting, pages))
}

func writeAfter(m casefile.Message) string { return m.At.UTC().Format(time.RFC3339Nano) + "_" + m.ID }

func readAfter(text string) casefile.Message {
	moment, id, _ := strings.Cut(text, "_")
	at, err := time.Parse(time.RFC3339Nano, moment)
	if err != nil {
		return casefile.Message{} // an address that somebody cut: the list begins anew
	}
	return casefile.Message{At: at, ID: id}
}

// tellHousehold shows one message with whom to tell, reveals the telephone numbers when asked, and records how it went.
func (p *RegisterPages) tellHousehold(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	message, err := p.Files.Message(r.Context(), r.Actor, r.PathValue("message"))
	if err != nil {
		return err
	}
	var phones map[string]string
	if r.Method == http.MethodPost {
		if f.Text("phones") != "" {
			if phones, err = p.Files.Phones(r.Context(), r.Actor, message); err != nil {
				return err
			}
		} else {
			err := p.Outbox.TellHousehold(r.Context(), r.Actor, r.Actor.County, message.Household, message.ID, f.Key(), outbox.Way(f.Text("way")), f.Text("words"))
			if err == nil {
				r.Flash(r.T("outbox.recorded"))
				return r.SeeOther(w, outboxPath)
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	}
	return r.RenderForm(w, f, tellView(r, f, message, phones))
}

func outboxGrid(r *page.Request, waiting []casefile.Message) page.Grid {
	grid := page.Grid{
		Caption: r.T("outbox.list"), Empty: r.T("outbox.empty"), Sticky: true,
		Columns: []page.Column{
			{Text: r.T("outbox.since")},
			{Text: r.T("console.list.number")},
			{Text: r.T("console.list.place")},
			{Text: r.T("outbox.what")},
			{Text: r.T("outbox.tries"), Numeric: true},
			{Text: r.T("outbox.act")},
		},
	}
	for _, one := range waiting {
		grid.Rows = append(grid.Rows, []page.Cell{
			{Text: at(r, one.At)},
			{Text: one.Number, Path: fileAt(one.Household, ""), Header: true},
			{Text: placeIn(one.Region)},
			{Text: topicWords(r, one)},
			{Text: number(one.Tries), Numeric: true},
			{Text: r.T("outbox.tell"), Path: outboxPath + "/" + one.ID},
		})
	}
	return grid
}

func tellGrid(r *page.Request, message casefile.ToTell, phones map[string]string) page.Grid {
	grid := page.Grid{
		Caption: r.T("outbox.persons"), Empty: r.T("outbox.nobody"),
		Columns: []page.Column{{Text: r.T("casefile.member.name")}, {Text: r.T("casefile.member.relation")}, {Text: r.T("casefile.field.phone")}},
	}
	for _, person := range message.Persons {
		phone := person.Phone
		if full := phones[person.ID]; full != "" {
			phone = full
		}
		grid.Rows = append(grid.Rows, []page.Cell{{Text: person.Name, Header: true}, {Text: person.Relation.Label(r.Language)}, {Text: phone}})
	}
	return grid
}

func wayChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, way := range outbox.Ways() {
		choice := page.Choice{Value: string(way), Label: r.T("outbox.way." + string(way))}
		if way == outbox.NotReached {
			choice.Hint = r.T("outbox.not_reached_hint")
		}
		choices = append(choices, choice)
	}
	return choices
}
