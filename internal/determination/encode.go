package determination

import (
	"encoding/json"
	"fmt"
)

// Decode reads the content of a record as it was kept, by its kind.
func Decode(kind Kind, raw []byte) (What, error) {
	switch kind {
	case KindEducated:
		return read[Educated](raw)
	case KindCorrected:
		return read[Corrected](raw)
	case KindNoticeIssued:
		return read[NoticeIssued](raw)
	case KindNoticeServed:
		return read[NoticeServed](raw)
	case KindStated:
		return read[Stated](raw)
	case KindExtended:
		return read[Extended](raw)
	case KindProposed:
		return read[ProposedFinding](raw)
	case KindReviewed:
		return read[Reviewed](raw)
	case KindConfirmed:
		return read[Confirmed](raw)
	case KindReturned:
		return read[Returned](raw)
	case KindRejected:
		return read[Rejected](raw)
	case KindDropped:
		return read[Dropped](raw)
	case KindDecisionServed:
		return read[DecisionServed](raw)
	}
	return nil, fmt.Errorf("a record of an unknown kind: %q", kind)
}

func read[W What](raw []byte) (What, error) {
	var what W
	err := json.Unmarshal(raw, &what)
	return what, err
}
