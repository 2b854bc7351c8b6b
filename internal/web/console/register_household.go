package console

import (
	"fmt"
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// mostMembers is how many members one registration takes; a larger family is completed in the file.
const mostMembers = 12

// leastRows is how many members the form begins with.
const leastRows = 3

// registerHousehold puts a household on file. Members are repeated blocks of fields; "one more" adds a block without
// JavaScript, and empty blocks are left out.
func (p *RegisterPages) registerHousehold(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	rows, _ := f.Whole("rows", mostMembers)
	rows = max(rows, leastRows)
	if r.Method != http.MethodPost {
		f.Set("kind", string(household.Recipient)).Set("relation_1", string(household.HeadOfHousehold)).Set("region", r.Query("region"))
		return r.Render(w, registerView(r, f, rows))
	}
	if f.Text("more") != "" {
		return r.Render(w, registerView(r, f, min(rows+1, mostMembers)))
	}
	registration := register.Registration{Key: f.Key(), Household: household.Household{
		County: r.Actor.County, Region: region.Code(f.RequireChoice("region", r.T("console.register.region"), villageValues(r)...)),
		Address: f.Require("address", r.T("casefile.field.address")),
		Kind:    household.Kind(f.RequireChoice("kind", r.T("console.list.kind"), plainValues(household.Kinds())...)),
	}}
	var blocks []int
	for i := 1; i <= rows; i++ {
		if member, given := memberOf(r, f, fmt.Sprintf("_%d", i)); given {
			registration.Members = append(registration.Members, member)
			blocks = append(blocks, i)
		}
	}
	if len(registration.Members) == 0 {
		f.Refuse("name_1", "register.no_member")
	}
	if f.Valid() {
		done, err := p.Acts.RegisterHousehold(r.Context(), r.Actor, registration)
		if err == nil {
			r.Flash(registeredWords(r, done))
			// Whoever registers a household goes on working with it: its opening is logged like any other.
			if _, err := p.Files.Open(r.Context(), r.Actor, r.Actor.County, done.Household, "correction", casefile.AsOf{}); err != nil {
				return r.SeeOther(w, "/console")
			}
			return r.SeeOther(w, fileAt(done.Household, ""))
		}
		if err := takeMembers(f, err, registration.Members, blocks); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, registerView(r, f, rows))
}

// memberOf reads one member's block. It says whether anything was filled in.
func memberOf(r *page.Request, f *page.Form, suffix string) (household.Member, bool) {
	name, number := household.ReadName(f.Text("name"+suffix)), household.ReadIDNumber(f.Text("id_number"+suffix))
	m := household.Member{
		Name: name, IDNumber: number, Relation: household.Relation(f.Text("relation" + suffix)), Phone: f.Text("phone" + suffix),
		Account: f.Text("account" + suffix), Health: f.Text("health" + suffix), Capacity: household.Capacity(f.Text("capacity" + suffix)),
	}
	if name == "" && number == "" && m.Phone == "" {
		return m, false
	}
	for _, err := range []error{household.CheckName("name"+suffix, name), household.CheckPhone("phone"+suffix, m.Phone)} {
		if err != nil {
			_ = f.Take(err) // both are refusals of a field
		}
	}
	if !m.Relation.Known() {
		f.Refuse("relation"+suffix, "page.form.choose", "label", r.T("casefile.member.relation"))
	}
	return m, true
}

// takeMembers leads an act's refusal of a member to that member's block.
func takeMembers(f *page.Form, err error, members []household.Member, blocks []int) error {
	before := len(f.Errors())
	if err := takeAct(f, err); err != nil {
		return err
	}
	for _, one := range f.Errors()[before:] {
		if one.Field == "" || one.Field == "region" {
			continue
		}
		at := 0
		for i, pair := range one.Pairs {
			if pair == "order" && i+1 < len(one.Pairs) {
				at, _ = one.Pairs[i+1].(int)
			}
		}
		if at < len(members) {
			one.Field += fmt.Sprintf("_%d", blocks[at])
		}
	}
	return nil
}

func registeredWords(r *page.Request, done register.Registered) string {
	text := r.T("console.register.done", "number", done.Number, "members", len(done.Members))
	if len(done.Doubts) > 0 {
		text += r.T("console.register.doubts", "count", len(done.Doubts))
	}
	return text
}

// villageChoices are the places in which the officer may register a household.
func villageChoices(r *page.Request) []page.Choice {
	choices := []page.Choice{{Label: r.T("console.register.choose")}}
	var add func(code region.Code)
	add = func(code region.Code) {
		children := region.Children(code)
		if code.Level() == region.Village || code.Level() == region.Township && len(children) == 0 {
			choices = append(choices, page.Choice{Value: string(code), Label: placeIn(code)})
			return
		}
		for _, child := range children {
			add(child)
		}
	}
	for _, where := range r.Actor.Where(access.HouseholdRegister) {
		add(where)
	}
	return choices
}

func villageValues(r *page.Request) []string {
	var values []string
	for _, choice := range villageChoices(r) {
		if choice.Value != "" {
			values = append(values, choice.Value)
		}
	}
	return values
}

func relationChoices(r *page.Request) []page.Choice {
	choices := []page.Choice{{Label: r.T("console.register.choose_relation")}}
	for _, relation := range household.CommonRelations() {
		choices = append(choices, page.Choice{Value: string(relation), Label: relation.Label(r.Language)})
	}
	return choices
}

func kindChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, kind := range household.Kinds() {
		choices = append(choices, page.Choice{Value: string(kind), Label: kind.Label(r.Language)})
	}
	return choices
}

func capacityChoices(r *page.Request, empty string) []page.Choice {
	choices := []page.Choice{}
	if empty != "" {
		choices = append(choices, page.Choice{Label: empty})
	}
	for _, capacity := range household.Capacities() {
		choices = append(choices, page.Choice{Value: string(capacity), Label: capacity.Label(r.Language)})
	}
	return choices
}
