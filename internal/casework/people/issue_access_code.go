package people

import (
	"context"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// CodeLasts is how long a resident's code is good: a campaign and its objections, not for ever.
const CodeLasts = 180 * 24 * time.Hour

// Issued is a code, told once: for the slip of paper and its QR picture.
type Issued struct {
	Code  string // twelve digits; access.GroupCode prints them
	Until time.Time
}

// IssueAccessCode makes a new one-time code for a household, or for one of its proxies, and ends what the earlier code
// opened. The household is told, so that nobody gets a code behind its back.
func (a *Acts) IssueAccessCode(ctx context.Context, actor access.Actor, county region.Code, household, proxy string) (Issued, error) {
	act := casework.Act{Kind: "AccessCodeIssued", Permission: access.AccessCodeIssue, County: county, Household: household}
	if actor.Kind == access.Resident {
		// A resident hands out a proxy's code; the household's own comes on paper from the office only.
		act.Permission = access.SelfProxy
		if proxy == "" {
			return Issued{}, fault.New(fault.Forbidden, "people.code.from_office")
		}
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (Issued, error) {
		return a.IssueWithin(ctx, w, proxy)
	})
}

// IssueWithin is IssueAccessCode inside another act about the household: the notice prints its code in the act that issues
// it. The caller's permission is the one that counts.
func (a *Acts) IssueWithin(ctx context.Context, w *casework.Work, proxy string) (Issued, error) {
	store := casework.As[Store](w.Tx)
	code := AccessCode{County: w.County, ID: a.NewID(), Household: w.Household.ID, Proxy: proxy, ExpiresAt: w.Now.Add(CodeLasts), At: w.Now, By: w.Actor.ID}
	if proxy != "" {
		found, err := proxyOf(ctx, store, w, proxy)
		if err != nil {
			return Issued{}, err
		}
		if end := found.UntilOn.AddDays(1).Start(); end.Before(code.ExpiresAt) {
			code.ExpiresAt = end
		}
		w.Note("proxy", proxy)
	}
	plain, err := access.NewCode(a.Random)
	if err != nil {
		return Issued{}, err
	}
	if err := store.EndCodeSessions(ctx, w.County, w.Household.ID, proxy, w.Now, w.Actor.ID); err != nil {
		return Issued{}, err
	}
	w.Note("code", code.ID)
	w.Send(casework.Message{Household: w.Household.ID, Topic: "people.told.code_issued", Detail: map[string]string{"day": w.Today.Chinese()}})
	return Issued{Code: plain, Until: code.ExpiresAt}, store.AddAccessCode(ctx, code, plain)
}

func proxyOf(ctx context.Context, reader Reader, w *casework.Work, id string) (Proxy, error) {
	proxies, err := reader.Proxies(ctx, w.County, w.Household.ID)
	if err != nil {
		return Proxy{}, err
	}
	for _, proxy := range proxies {
		if proxy.ID == id && proxy.EndedAt.IsZero() && !w.Today.After(proxy.UntilOn) {
			return proxy, nil
		}
	}
	return Proxy{}, fault.New(fault.NotFound, "people.proxy.over")
}
