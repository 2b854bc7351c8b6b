// Package calendar holds the acts by which a county keeps its holiday table: marking a day, with a reason, and taking a
// year's notice in. It promises that what was said about a day stays readable with who said it and why, and that deadlines
// read the built-in table with the county's own days on top. It refuses a working day where time already runs or ran
// without it, and a year's notice that lacks the holidays which the law fixes.
package calendar
