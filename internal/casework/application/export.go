package application

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// exported is how many requests a register exports at most.
const exported = 100_000

// Export gives a place's whole register, without names and identity numbers; it is in the log, with its purpose, before it is given. It refuses
// (Invalid) an export without a purpose.
func (a Acts) Export(ctx context.Context, actor access.Actor, place region.Code, purpose string) (List, error) {
	list := List{Place: place}
	purpose = strings.TrimSpace(purpose)
	if utf8.RuneCountInString(purpose) < leastPurpose {
		return list, fault.Field("purpose", "application.export_purpose_short", "least", leastPurpose)
	}
	if place.County() == "" {
		return list, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	act := casework.Act{Kind: "ApplicationsExported", Permission: access.ApplicationExport, County: place.County(), Region: place, Purpose: purpose}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (List, error) {
		var err error
		list.Rows, err = casework.As[Store](work.Tx).ApplicationRows(ctx, work.County, place, Filter{}, "", exported)
		work.Note("rows", strconv.Itoa(len(list.Rows)))
		return list, err
	})
}

// Officers lists the county's officers whose account is open, for whoever works with requests.
func (a Acts) Officers(ctx context.Context, actor access.Actor) ([]Officer, error) {
	if !actor.MayAnywhere(access.ApplicationView) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return casework.As[Store](a.Reads).ApplicationOfficers(ctx, actor.County)
}
