// Package application registers every request for assistance (申请登记) and says how it goes on. It is pure.
//
// It promises: every request is registered, whatever stands against the household; a bar never refuses: it means "register, and refer
// to a named officer" (safeguards, rule 8); what the law exempts passes it; a refusal is an act of a named person with reasons
// and remedies.
package application
