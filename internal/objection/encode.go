package objection

import (
	"encoding/json"
	"fmt"
)

// Decode reads the content of a record as it was kept, by its kind.
func Decode(kind Kind, raw []byte) (What, error) {
	switch kind {
	case KindMarked:
		return read[Marked](raw)
	case KindAssigned:
		return read[Assigned](raw)
	case KindOrdered:
		return read[Ordered](raw)
	case KindExtended:
		return read[Extended](raw)
	case KindAnswered:
		return read[Answer](raw)
	case KindServed:
		return read[Served](raw)
	case KindReviewed:
		return read[Review](raw)
	case KindWithdrawn:
		return read[Withdrawal](raw)
	case KindCalledBack:
		return read[CalledBack](raw)
	case KindTakenBack:
		return read[TakenBack](raw)
	}
	return nil, fmt.Errorf("a record of an unknown kind: %q", kind)
}

func read[W What](raw []byte) (What, error) {
	var what W
	err := json.Unmarshal(raw, &what)
	return what, err
}
