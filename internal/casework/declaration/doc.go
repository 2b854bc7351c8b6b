// Package declaration holds the acts of self-declaration (自主申报): keeping a draft at every step, submitting, correcting,
// succeeding, reporting a change, and the voluntary exit with its call back. What a declaration is and what it refuses
// stands in internal/declaration; here are the transactions, the permissions and the papers.
package declaration
