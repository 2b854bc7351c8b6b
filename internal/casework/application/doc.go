// Package application holds the acts by which requests for assistance are registered and answered (申请登记), and the question that
// another system may ask.
//
// It promises: every request is registered and the applicant holds a receipt with its number, whatever stands against the household; a bar
// only refers to a named officer; nothing here refuses but a person, after another one has proposed it with reasons and the provision;
// kin of an official, once disclosed, does nothing with the household; another system learns "register and refer" or "no bar known as of
// today" and never more, and the person sees who asked and why. It refuses what internal/application refuses.
package application
