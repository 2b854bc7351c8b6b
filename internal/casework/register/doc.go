// Package register holds the acts of the register: registering a household, its members with effective dates and their
// corrections, kinship with officials, and moving house inside the county. Nothing is overwritten: a correction is a later
// version of the same person, and the earlier one stays readable.
package register
