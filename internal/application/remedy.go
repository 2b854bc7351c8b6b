package application

import (
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// Remedy is one way to contest a refusal, and the last day for it.
type Remedy struct {
	Name   string // the edition's name of the deadline: policy.Reconsideration, policy.Litigation
	LastOn period.Day
}

// Remedies are the ways to contest a refusal that reached the applicant on a day, by the edition in force (社会救助法 76). Their days
// run from when the refusal is known, so a letter that arrives later moves them later. The last day is counted without holidays: others
// keep these deadlines, and nobody may miss one because a holiday that rolls it on was announced otherwise than we thought.
func Remedies(edition *policy.Edition, servedOn period.Day) []Remedy {
	var all []Remedy
	for _, name := range []string{policy.Reconsideration, policy.Litigation} {
		all = append(all, Remedy{Name: name, LastOn: LastDay(edition.Deadline(name), servedOn)})
	}
	return all
}

// LastDay is the last day of a remedy that others keep, counted without holidays: nobody misses it because of a day that rolls on.
func LastDay(span policy.Deadline, servedOn period.Day) period.Day {
	return servedOn.AddMonths(span.Months).AddDays(span.Days)
}
