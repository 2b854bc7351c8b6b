package recovery

import (
	"encoding/json"
	"fmt"
)

// Decode reads the content of a record as it was kept, by its kind.
func Decode(kind Kind, raw []byte) (What, error) {
	switch kind {
	case KindServed:
		return read[Served](raw)
	case KindReceived:
		return read[Received](raw)
	case KindReversed:
		return read[Reversed](raw)
	case KindPaidBack:
		return read[PaidBack](raw)
	case KindAsked:
		return read[Asked](raw)
	case KindDecided:
		return read[Decided](raw)
	case KindReminded:
		return read[Reminded](raw)
	case KindProposed:
		return read[Proposed](raw)
	case KindWritten:
		return read[Written](raw)
	case KindLowered:
		return read[Lowered](raw)
	case KindSheet:
		return read[Sheet](raw)
	}
	return nil, fmt.Errorf("a record of an unknown kind: %q", kind)
}

func read[W What](raw []byte) (What, error) {
	var what W
	err := json.Unmarshal(raw, &what)
	return what, err
}
