package measure

import (
	"encoding/json"
	"fmt"
)

// Decode reads the content of a record as it was kept, by its kind.
func Decode(kind Kind, raw []byte) (What, error) {
	switch kind {
	case KindChecked:
		return read[Checked](raw)
	case KindImposed:
		return read[Imposed](raw)
	case KindDone:
		return read[Done](raw)
	case KindLifted:
		return read[Lifted](raw)
	}
	return nil, fmt.Errorf("a record of an unknown kind: %q", kind)
}

func read[W What](raw []byte) (What, error) {
	var what W
	err := json.Unmarshal(raw, &what)
	return what, err
}
