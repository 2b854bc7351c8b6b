package casefile

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

// Field names one masked value.
type Field string

// The fields that can be revealed, one at a time.
const (
	FieldName     Field = "name"
	FieldIDNumber Field = "id_number"
	FieldPhone    Field = "phone"
	FieldAccount  Field = "account"
	FieldHealth   Field = "health"
	FieldAddress  Field = "address" // the household's
)

// Fields lists the fields of a member, in the order in which the page offers them.
func Fields() []Field {
	return []Field{FieldName, FieldIDNumber, FieldPhone, FieldAccount, FieldHealth}
}

// Revealed is one value, unmasked.
type Revealed struct {
	Field  Field
	Member string // masked name; empty for the household's address
	Value  string
}

// Reveal unmasks one value of one member, or the household's address, for a reason in the officer's own words. The entry is
// durable before the value is read. It refuses (Invalid) a reason that says nothing and an unknown field, and NotFound for
// a person who never was in the household.
func (r *Reader) Reveal(ctx context.Context, actor access.Actor, county region.Code, id, member string, field Field, reason string) (Revealed, error) {
	if field != FieldAddress && !slices.Contains(Fields(), field) {
		return Revealed{}, fault.Field("field", "casefile.reveal.field")
	}
	if err := CheckReason("reason", reason); err != nil {
		return Revealed{}, err
	}
	act := casework.Act{Kind: "ValueRevealed", Permission: access.HouseholdReveal, County: county, Household: id, Looks: true, Purpose: reason}
	_, err := casework.Do(ctx, r.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		if field != FieldAddress {
			if _, err := r.latest(ctx, county, id, member); err != nil {
				return "", err
			}
			work.Note("member", member)
		}
		work.Note("field", string(field))
		work.Note("session", actor.Session)
		return "", nil
	})
	if err != nil {
		return Revealed{}, err
	}
	if field == FieldAddress {
		h, err := r.Store.FullHousehold(ctx, county, id)
		return Revealed{Field: field, Value: h.Address}, err
	}
	m, err := r.latest(ctx, county, id, member)
	values := map[Field]string{FieldName: m.Name, FieldIDNumber: string(m.IDNumber), FieldPhone: m.Phone, FieldAccount: m.Account, FieldHealth: m.Health}
	return Revealed{Field: field, Member: household.MaskName(m.Name), Value: values[field]}, err
}

// latest is a person's latest version. NotFound for a person who never was in the household.
func (r *Reader) latest(ctx context.Context, county region.Code, id, member string) (household.Member, error) {
	versions, err := r.Store.MemberVersions(ctx, county, id)
	if err != nil {
		return household.Member{}, err
	}
	found := household.Member{Seq: -1}
	for _, version := range versions {
		if version.ID == member && version.Seq > found.Seq {
			found = version
		}
	}
	if found.Seq < 0 {
		return found, fault.New(fault.NotFound, "fault.not_found")
	}
	return found, nil
}
