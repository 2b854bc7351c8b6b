package determination

// Step is one way from a state to the next: what somebody does there, and where it leads.
type Step[S, D comparable] struct {
	From S
	Done D
	To   S
}

// next gives where something done in a state leads; false, and the state as it was, when it may not be done there.
func next[S, D comparable](steps []Step[S, D], from S, done D) (S, bool) {
	for _, step := range steps {
		if step.From == from && step.Done == done {
			return step.To, true
		}
	}
	return from, false
}
