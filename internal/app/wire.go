package app

import (
	"context"

	measuresteps "chengxin/internal/casework/measure"
	objectionsteps "chengxin/internal/casework/objection"

	applicationsteps "chengxin/internal/casework/application"
	comparisonsteps "chengxin/internal/casework/comparison"
	declarationsteps "chengxin/internal/casework/declaration"
	determinationsteps "chengxin/internal/casework/determination"
	visitsteps "chengxin/internal/casework/homevisit"
	"chengxin/internal/casework/people"
	pledgesteps "chengxin/internal/casework/pledge"
	recoverysteps "chengxin/internal/casework/recovery"
	"chengxin/internal/casework/register"
	tipoffsteps "chengxin/internal/casework/tipoff"
	verificationsteps "chengxin/internal/casework/verification"
	"chengxin/internal/storage"
)

// Acts are the acts of every step, wired.
type Acts struct {
	Register     register.Acts
	Imports      register.Imports
	People       *people.Acts
	Pledge       pledgesteps.Acts
	Declaration  declarationsteps.Acts
	Visit        visitsteps.Acts
	Verification verificationsteps.Acts
	Comparison   comparisonsteps.Acts
	Clues        determinationsteps.Acts
	Objections   objectionsteps.Acts
	Measures     measuresteps.Acts
	Application  applicationsteps.Acts
	TipOffs      tipoffsteps.Acts
	Recovery     recoverysteps.Acts
}

// wire puts the acts together, in the order in which the case needs them.
func (a *App) wire(_ context.Context) error {
	a.Acts.Register = register.Acts{Runner: a.Runner, NewID: storage.NewID}
	a.Acts.Imports = register.Imports{Acts: a.Acts.Register, Reads: a.DB.Read()}
	if err := a.wirePeople(); err != nil {
		return err
	}
	a.wirePledge()
	a.wireDeclaration()
	a.wireVisit()
	a.wireVerification()
	a.wireComparison()
	a.wireCases()
	a.wireApplication()
	a.wireTipOffs()
	a.wireRecovery()
	return nil
}
