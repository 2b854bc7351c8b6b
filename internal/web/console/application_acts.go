package console

import (
	"net/http"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/application"
	steps "chengxin/internal/casework/application"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// kindsOf are what each page's act makes of a request.
var kindsOf = map[string]application.Kind{
	"refer": application.KindReferred, "accept": application.KindAccepted, "hand_over": application.KindHandedOver, "exempt": application.KindExempted,
	"override": application.KindOverridden, "propose": application.KindProposed, "serve": application.KindServed, "withdraw": application.KindWithdrawn,
	"disclose": application.KindDisclosed, "sign": application.KindRefused,
}

// actsOn are the acts that the state of a request allows now, in the order in which the page offers them.
func actsOn(r *page.Request, o openApplications, one steps.Shown) []string {
	var acts []string
	for _, act := range []string{"refer", "accept", "exempt", "override", "sign", "serve", "hand_over", "propose", "disclose", "withdraw"} {
		permission := access.ApplicationHandle
		if act == "override" || act == "sign" {
			permission = access.ApplicationDecide
		}
		if r.Actor.May(permission, o.Household.Region) && allows(r, one, act) {
			acts = append(acts, act)
		}
	}
	return acts
}

// allows says whether an act makes sense now: what would only be refused is not offered.
func allows(r *page.Request, one steps.Shown, act string) bool {
	held := len(one.Holding) > 0
	switch act {
	case "refer", "exempt", "override":
		if !held {
			return false
		}
	case "accept", "propose":
		if held && one.Officer() != r.Actor.ID {
			return false
		}
	}
	return one.May(kindsOf[act])
}

// act shows and does one act on a request.
func (p ApplicationPages) act(act string) page.Handler {
	return func(w http.ResponseWriter, r *page.Request) error {
		f, err := r.ReadForm()
		if err != nil {
			return err
		}
		shown, err := p.open(r)
		if err != nil {
			return err
		}
		one, err := shown.Find(r.PathValue("application"))
		if err != nil {
			return err
		}
		if r.Method == http.MethodPost {
			what := readAct(f, act)
			if f.Valid() {
				err := p.Acts.Handle(r.Context(), r.Actor, applicationAt(r, f.Key()), one.ID, what)
				if err == nil {
					return done(w, r, shown, one, what.Kind())
				}
				if err := takeAct(f, err); err != nil {
					return err
				}
			}
		} else if act == "serve" {
			f.SetDay("served_on", period.DayOf(r.Now))
			f.Set("served_at", r.Now.In(period.Shanghai).Format("15:04"))
			f.Set("receiver", "")
		}
		return r.RenderForm(w, f, applicationActView(r, f, shown, one, act))
	}
}

// done leads back to the request after an act.
func done(w http.ResponseWriter, r *page.Request, shown openApplications, one steps.Shown, kind application.Kind) error {
	r.Flash(r.T("application.kept." + string(kind)))
	return r.SeeOther(w, page.Local(ApplicationsOf(shown.Household.ID)+"#"+one.ID))
}

// readAct reads what an act says of a request.
func readAct(f *page.Form, act string) application.What {
	reason := f.Text("reason")
	switch act {
	case "refer":
		return application.Referred{Officer: f.Text("officer")}
	case "accept":
		return application.Accepted{Reason: reason}
	case "hand_over":
		return application.HandedOver{To: f.Text("to"), Reason: reason}
	case "exempt":
		what := application.Exempted{Ground: application.Ground(f.Text("ground")), Reason: reason}
		if what.Ground == application.AProtected {
			what.Hardship = measure.Hardship(f.Text("hardship"))
		}
		return what
	case "override":
		return application.Overridden{Reason: reason}
	case "propose":
		return application.Proposed{Reason: reason, Basis: f.Text("basis")}
	case "serve":
		return application.Served{Proof: readProof(f)}
	}
	return application.Withdrawn{Way: determination.Way(f.Text("way")), Reason: reason}
}

// readProof reads a proof of service; a moment that is none stays zero and is refused by the act.
func readProof(f *page.Form) determination.Proof {
	proof := determination.Proof{
		Way: determination.Way(f.Text("way")), Receiver: f.Text("receiver"), Relation: f.Text("relation"), Refused: f.Ticked("refused"), Witness: f.Text("witness"),
	}
	on := f.Day("served_on")
	if at, err := time.ParseInLocation("2006-01-02 15:04", on.Day.String()+" "+f.Text("served_at"), period.Shanghai); err == nil {
		proof.At = at
	}
	return proof
}

// disclose records kinship that turned up later.
func (p ApplicationPages) disclose(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, err := p.open(r)
	if err != nil {
		return err
	}
	one, err := shown.Find(r.PathValue("application"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		kin := kinOf(f, shown.Officers)
		err := p.Acts.Disclose(r.Context(), r.Actor, applicationAt(r, f.Key()), one.ID, kin)
		if err == nil {
			r.Flash(r.T("application.kin.kept"))
			if kin.OfficerID == r.Actor.ID { // the household is closed to its own relative from now on
				return r.SeeOther(w, "/console")
			}
			return r.SeeOther(w, page.Local(ApplicationsOf(shown.Household.ID)+"#"+one.ID))
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, applicationActView(r, f, shown, one, "disclose"))
}

// sign is the second person's page: the refusal is signed, or sent back.
func (p ApplicationPages) sign(w http.ResponseWriter, r *page.Request) error {
	if sent, err := needsStepUp(w, r); sent || err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	shown, err := p.open(r)
	if err != nil {
		return err
	}
	one, err := shown.Find(r.PathValue("application"))
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		kind := application.KindRefused
		if f.Text("done") == "return" {
			kind = application.KindReturned
			err = p.Acts.Handle(r.Context(), r.Actor, applicationAt(r, f.Key()), one.ID, application.Returned{Reason: f.Text("reason")})
		} else {
			_, err = p.Acts.Refuse(r.Context(), r.Actor, applicationAt(r, f.Key()), one.ID, f.Text("reason"))
		}
		if err == nil {
			return done(w, r, shown, one, kind)
		}
		if err := takeAct(f, err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, applicationActView(r, f, shown, one, "sign"))
}
