// Package period keeps calendar days apart from moments, and a figure's own period (a month, a year) beside it.
//
// A Day is a day in Asia/Shanghai; a moment is a time.Time. Nothing here asks the clock.
package period
