// Package page is what every page of the web is made of: the router and its permissions, layouts, components, forms, errors
// as pages, languages, sizes of type, sessions, and the headers that protect readers. It is the only place that knows HTTP
// status codes. It promises that a route without a permission never runs, that a form refused comes back as it was typed
// with each error leading to its field, and that every page works without JavaScript, in large type and on a narrow phone.
// It refuses inline script and style, posts from other sites, and bodies larger than a route allows. It knows no acts and
// no storage.
//
// # A page
//
// One page is one file named for its act, with a templ of the same name beside it. The same path answers GET and POST; an
// address that only takes posts breaks the switches of language and size of type, which come back by GET.
//
//	func (p *Pages) Routes(r *page.Router) {
//		r.Handle("GET /declaration/wage", access.SelfDeclare, p.wage)
//		r.Handle("POST /declaration/wage", access.SelfDeclare, p.wage)
//	}
//
//	func (p *Pages) wage(w http.ResponseWriter, r *page.Request) error {
//		f, err := r.ReadForm()
//		if err != nil {
//			return err
//		}
//		if r.Method == http.MethodGet {
//			draft, err := p.reads.Draft(r.Context(), r.Actor)
//			if err != nil {
//				return err
//			}
//			f.SetAmount("wage", page.Amount{Text: draft.WageAsSaid, Per: draft.Per})
//			return r.Render(w, wageView(r, f))
//		}
//		amount := f.RequireAmount("wage", r.T("declaration.wage.label"))
//		if f.Valid() {
//			err := p.acts.SaveWage(r.Context(), r.Actor, amount.Text, amount.Fen, amount.Per, f.Key())
//			if err == nil {
//				return r.SeeOther(w, "/declaration/tasks") // always 303 after a post
//			}
//			if err := f.Take(err); err != nil { // fault.List and fault.Invalid are shown at their fields
//				return err // anything else becomes an error page
//			}
//		}
//		return r.RenderForm(w, f, wageView(r, f)) // 422, as typed, with the summary
//	}
//
//	templ wageView(r *page.Request, f *page.Form) {
//		@page.Resident(r, page.Head{Title: r.T("declaration.wage.title"), Back: "/declaration/tasks", Form: f}) {
//			@page.FormOf(f, "/declaration/wage") {
//				@page.AmountInput(f, page.Field{Name: "wage", Label: r.T("declaration.wage.label"), Title: true, ReadAloud: true}, true)
//				@page.Button(r.T("page.save_and_continue"))
//			}
//		}
//	}
//
// A handler returns an error before it has written anything. A field named in a fault.Field is the field's Name; DayInput
// posts <name>, <name>-month and <name>-day, AmountInput <name> and <name>-per, Signature <name> and <name>-strokes.
// Inputs, radios and the others show Wrong(name) by themselves. Words come from the catalogue: r.T. Style and script never
// stand in a template's attributes: the policy of content security forbids them, and so does a test.
//
// Documents are sent with r.Send, what was done is said on the next page with r.Flash, somebody who guesses is slowed with
// a Limiter, an error's status for an answer that is not a page is Status(err).
//
// Components are listed in field.templ (what is filled in) and part.templ (what is shown); layouts in layout.templ. A list's
// columns sort by ?sort=due and ?sort=-due; r.With changes one value of the address and keeps the others.
//
// After a change to a templ: go tool templ generate, from the root of the repository and without -path, so that generated
// code is the same for everybody. After a change to a style or a script: go run ./tools/assets, which does both; with -check
// it changes nothing and fails when what is committed is stale. To look at all components in a browser:
//
//	go test ./internal/web/page -run GalleryServes -serve 127.0.0.1:8099 -timeout 1h
package page
