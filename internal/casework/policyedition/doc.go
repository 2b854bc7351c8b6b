// Package policyedition holds the acts by which a county gives itself a policy edition (M15): registering a draft whole,
// opening it for comment (征求意见), commenting on an article, answering, proposing adoption, adopting, and filing the legal
// opinions without which some measures are not in force.
//
// It promises that what is adopted is, byte for byte, what was checked and commented on (the digest binds it); that adoption
// takes two people, a date that is not past and an answer to every comment; and that an edition which fails its check is
// never adopted. It refuses archives that lie about their size or leave their folder. Earlier editions stay as they were.
package policyedition
