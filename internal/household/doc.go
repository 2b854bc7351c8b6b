// Package household describes a household that applies for or receives assistance: its members with the days from which
// their facts hold, their identity numbers, names, relations and legal capacity, and their kinship with officials.
//
// It promises that nobody is turned away by a form: an identity number with a wrong check digit is kept and gives a
// warning, a name may hold any character and the middle dot, and a missing date of birth never makes an adult a minor.
// It refuses only what would deceive a reader: empty or overlong names and control characters. Everything is pure: no
// clock, no storage.
package household
