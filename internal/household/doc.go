// Package household knows households and their people: identity numbers and names as they really are, relations, who is of
// age and who needs a guardian, who lived in a household on a given day, and how much of a person a page may show.
//
// It refuses little: a name is any Unicode text of 1 to 50 runes, and an identity number that fails its check digit is kept
// with a warning, because refusing a person's own number helps nobody.
package household
