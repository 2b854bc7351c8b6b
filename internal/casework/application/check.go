package application

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Asker is another system of the county that may ask (safeguards, rule 8), as the county's configuration names it.
type Asker struct {
	County   region.Code
	System   string   // its name: it stands in the log, and the person reads it
	Officers []string // the login names of the named officers; the first who is not kin of the household answers for a request
	PerDay   int      // how many questions a day are answered
}

// Question is what a system asks of one person, for the county's own intake.
type Question struct {
	Number  household.IDNumber
	Asked   application.Assistance
	Purpose string // in words: the person reads it
}

// Answer is all that a system learns. Refer says: register the request and refer it to the named officer; it never says to refuse.
type Answer struct {
	AsOf    period.Day
	Refer   bool
	Officer string // the named officer, when Refer
	Unit    region.Code
	Phone   string // of the county
}

// Asked is a question as it is kept.
type Asked struct {
	ID        string
	Asker     string
	Household string
	Member    string
	Asked     application.Assistance
	Refer     bool
	Purpose   string
	At        time.Time
}

// longestPurpose is how long a purpose may be, in runes.
const longestPurpose = 200

// Check answers whether a request of a person is to be referred to a named officer. Somebody whom nobody knows and somebody without a bar
// are answered alike. The question is in the log before it is answered, with its purpose and who asked, and the person reads both. It refuses
// (Invalid) a question without person, kind or purpose, and (Unavailable) more questions than a day's.
func (a Acts) Check(ctx context.Context, asker Asker, q Question) (Answer, error) {
	q.Purpose = strings.TrimSpace(q.Purpose)
	if err := q.check(); err != nil {
		return Answer{}, err
	}
	reads, today := casework.As[Store](a.Reads), a.today()
	found, err := reads.ApplicationPerson(ctx, asker.County, q.Number)
	if err != nil {
		return Answer{}, err
	}
	person, members, err := a.present(ctx, asker.County, found, today)
	if err != nil {
		return Answer{}, err
	}
	actor := access.Actor{Kind: access.System, ID: asker.System, County: asker.County}
	act := casework.Act{
		Kind: "ApplicationCheckOpened", Permission: access.ApplicationCheck, County: asker.County, Region: asker.County, Household: person.Household,
		Looks: true, Purpose: q.Purpose,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Answer, error) {
		store := casework.As[Store](work.Tx)
		asked, err := store.ApplicationChecks(ctx, asker.County, asker.System, work.Today.Start())
		if err != nil {
			return Answer{}, err
		}
		if asked >= asker.PerDay {
			return Answer{}, fault.New(fault.Unavailable, "application.check.enough", "most", asker.PerDay)
		}
		answer := Answer{AsOf: work.Today}
		if person.Household != "" {
			bars, err := a.Bars(ctx, work.Tx, asker.County, person.Household, work.Today)
			if err != nil {
				return Answer{}, err
			}
			request := application.Request{Asked: q.Asked, Applicant: person.Member, For: []string{person.Member}}
			holding, _ := application.Check(request, bars, minors(members, work.Today), work.Today)
			if answer.Refer = len(holding) > 0; answer.Refer {
				if err := a.answerer(ctx, work, asker, &answer); err != nil {
					return Answer{}, err
				}
			}
		}
		kept := Asked{
			ID: a.NewID(), Asker: asker.System, Household: person.Household, Member: person.Member, Asked: q.Asked, Refer: answer.Refer, Purpose: q.Purpose, At: work.Now,
		}
		work.Note("asked", string(q.Asked))
		work.Note("check", kept.ID)
		return answer, store.AddApplicationCheck(ctx, asker.County, kept)
	})
}

func (q Question) check() error {
	var wrong fault.List
	if q.Number == "" {
		wrong = append(wrong, fault.Field("id_number", "application.check.person"))
	}
	if !slices.Contains(application.Kinds(), q.Asked) {
		wrong = append(wrong, fault.Field("programme", "application.asked"))
	}
	if n := utf8.RuneCountInString(q.Purpose); n < leastPurpose || n > longestPurpose {
		wrong = append(wrong, fault.Field("purpose", "application.check.purpose", "least", leastPurpose, "most", longestPurpose))
	}
	return wrong.OrNil()
}

// leastPurpose is how short a purpose may be, in runes.
const leastPurpose = 5

// present chooses the household of which a person is a member today.
func (a Acts) present(ctx context.Context, county region.Code, found []Person, today period.Day) (Person, []household.Member, error) {
	for _, one := range found {
		versions, err := casework.As[Store](a.Reads).MemberVersions(ctx, county, one.Household)
		if err != nil {
			return Person{}, nil, err
		}
		members := household.Members(versions, today)
		if slices.ContainsFunc(members, func(m household.Member) bool { return m.ID == one.Member }) {
			return one, members, nil
		}
	}
	return Person{}, nil, nil
}

// answerer names the officer to whom a request is to be referred.
func (a Acts) answerer(ctx context.Context, work *casework.Work, asker Asker, answer *Answer) error {
	store := casework.As[Store](work.Tx)
	able, err := a.named(ctx, store, work.Tx, work.Household, work.Today)
	if err != nil {
		return err
	}
	office, err := store.Office(ctx, asker.County)
	if err != nil {
		return err
	}
	for _, login := range asker.Officers {
		if at := slices.IndexFunc(able, func(o Officer) bool { return o.Login == login }); at >= 0 {
			answer.Officer, answer.Unit, answer.Phone = able[at].Name, able[at].Unit, office.Phone
			work.Note("officer", able[at].ID)
			return nil
		}
	}
	return fault.New(fault.Unavailable, "application.check.nobody")
}
