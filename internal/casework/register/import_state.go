package register

// State is how far an import is, derived from its turns and parts.
type State string

// The states: staged → registering → registered → undoing → undone; staged → discarded; staged → lapsed after 30 days.
const (
	StateStaged      State = "staged"
	StateRegistering State = "registering"
	StateRegistered  State = "registered"
	StateUndoing     State = "undoing"
	StateUndone      State = "undone"
	StateDiscarded   State = "discarded"
	StateLapsed      State = "lapsed"
)

// Had says whether the import has had a turn.
func (i Import) Had(turn string) bool {
	for _, one := range i.Turns {
		if one.Turn == turn {
			return true
		}
	}
	return false
}

// State derives how far the import is.
func (i Import) State() State {
	switch {
	case i.Had(TurnDiscarded):
		return StateDiscarded
	case i.Had(TurnUndo) && i.Tally.Done > 0:
		return StateUndoing
	case i.Had(TurnUndo):
		return StateUndone
	case i.Had(TurnOrdered) && i.Tally.Waiting > 0:
		return StateRegistering
	case i.Had(TurnOrdered):
		return StateRegistered
	case i.Had(TurnErased):
		return StateLapsed
	}
	return StateStaged
}

// Bad is how many households of the file had errors.
func (i Import) Bad() int64 { return i.Households - i.Good }

// Failures says whether there is anything to bring again.
func (i Import) Failures() bool { return i.Bad()+i.Tally.Failed > 0 }

// Underway says whether steps are still to be done.
func (i Import) Underway() bool { return i.State() == StateRegistering || i.State() == StateUndoing }
