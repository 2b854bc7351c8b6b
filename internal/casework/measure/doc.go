// Package measure holds the acts by which a measure of a decision is checked for hardship, begun, carried out and lifted.
//
// It promises: no measure begins by itself but a bar, whose days are the decision's; stopping money or a procedure takes a hardship
// check by somebody else than the decider, and a named person who lets it begin; whether it runs is derived on the day. It
// refuses what internal/measure refuses.
package measure
