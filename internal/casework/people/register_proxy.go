package people

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// longestProxyMonths is how long an authorisation holds at most; then it is given again, or ends.
const longestProxyMonths = 12

// NewProxy is what a registration says.
type NewProxy struct {
	Member   string // for whom; a resident registers only for oneself
	Name     string
	Relation string
	Tail     string // last four characters of the proxy's own identity number
	Paper    string // where the signed authorisation is kept; an officer must say it
	Scope    []access.Permission
	UntilOn  period.Day // the last day
}

func (n NewProxy) tidy(officer bool, today period.Day) (NewProxy, error) {
	n.Name, n.Relation, n.Paper = strings.TrimSpace(n.Name), strings.TrimSpace(n.Relation), strings.TrimSpace(n.Paper)
	var wrong fault.List
	if n.Name == "" || utf8.RuneCountInString(n.Name) > longestName {
		wrong = append(wrong, fault.Field("name", "people.proxy.name_missing"))
	}
	if n.Relation == "" || utf8.RuneCountInString(n.Relation) > longestName {
		wrong = append(wrong, fault.Field("relation", "people.proxy.relation_missing"))
	}
	tail, ok := access.ReadTail(n.Tail)
	if !ok {
		wrong = append(wrong, fault.Field("tail", "signin.resident.tail_form"))
	}
	n.Tail = tail
	if officer && n.Paper == "" {
		wrong = append(wrong, fault.Field("paper", "people.proxy.paper_missing"))
	}
	if len(n.Scope) == 0 {
		wrong = append(wrong, fault.Field("scope", "people.proxy.scope_missing"))
	}
	for _, permission := range n.Scope {
		if !slices.Contains(access.ProxyScopes(), permission) {
			wrong = append(wrong, fault.Field("scope", "people.proxy.scope_missing"))
			break
		}
	}
	if n.UntilOn.IsZero() || n.UntilOn.Before(today) || n.UntilOn.After(today.AddMonths(longestProxyMonths)) {
		wrong = append(wrong, fault.Field("until", "people.proxy.until_wrong", "months", longestProxyMonths))
	}
	return n, wrong.OrNil()
}

// RegisterProxy registers a person who acts for a member: by an officer on a signed authorisation, or by the resident. A
// minor's guardian is registered the same way. The household is told. A code of the proxy's own is another act
// (IssueAccessCode). An officer who is a proxy of the household is not hindered here: kinship is disclosed and recuses.
func (a *Acts) RegisterProxy(ctx context.Context, actor access.Actor, county region.Code, household string, given NewProxy) (string, error) {
	act := casework.Act{Kind: "ProxyRegistered", Permission: access.ProxyRegister, County: county, Household: household}
	if actor.Kind == access.Resident {
		act.Permission, given.Member = access.SelfProxy, actor.ID
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store := casework.As[Store](w.Tx)
		given, err := given.tidy(actor.Kind == access.Officer, w.Today)
		if err != nil {
			return "", err
		}
		members, err := store.Residents(ctx, county, household, w.Today)
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(members, func(p Person) bool { return p.Member == given.Member }) {
			return "", fault.Field("member", "people.proxy.member_missing")
		}
		id := a.NewID()
		w.Note("proxy", id)
		w.Note("member", given.Member)
		w.Send(casework.Message{Household: household, Topic: "people.told.proxy_registered", Detail: map[string]string{"day": w.Today.Chinese(), "until": given.UntilOn.Chinese()}})
		return id, store.AddProxy(ctx, county, Proxy{
			ID: id, Household: household, Member: given.Member, Name: given.Name, Relation: given.Relation, Tail: given.Tail, Paper: given.Paper,
			Scope: given.Scope, FromOn: w.Today, UntilOn: given.UntilOn, At: w.Now, By: actor.ID, ByKind: actor.Kind,
		})
	})
}

// EndProxy ends a registration; what the proxy's code opened ends with it. A resident ends those registered for oneself.
func (a *Acts) EndProxy(ctx context.Context, actor access.Actor, county region.Code, household, id, reason string) error {
	act := casework.Act{Kind: "ProxyEnded", Permission: access.ProxyRegister, County: county, Household: household}
	if actor.Kind == access.Resident {
		act.Permission = access.SelfProxy
	}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (struct{}, error) {
		none := struct{}{}
		if reason = strings.TrimSpace(reason); reason == "" && actor.Kind == access.Officer {
			return none, fault.Field("reason", "people.reason_missing")
		}
		store := casework.As[Store](w.Tx)
		proxy, err := proxyOf(ctx, store, w, id)
		if err != nil {
			return none, err
		}
		if actor.Kind == access.Resident && proxy.Member != actor.ID {
			return none, fault.New(fault.NotFound, "fault.not_found")
		}
		if err := store.EndCodeSessions(ctx, county, household, id, w.Now, actor.ID); err != nil {
			return none, err
		}
		proxy.EndedAt, proxy.EndedBy, proxy.EndReason = w.Now, actor.ID, reason
		w.Note("proxy", id)
		w.Send(casework.Message{Household: household, Topic: "people.told.proxy_ended", Detail: map[string]string{"day": w.Today.Chinese()}})
		return none, store.AddProxyEnd(ctx, county, a.NewID(), proxy)
	})
	return err
}
