package fault_test

import (
	"errors"
	"io"
	"reflect"
	"testing"

	"chengxin/internal/fault"
)

// Only a bare refusal of input is put beside a field: what already has its place, and every other error, stays.
func TestBeside(t *testing.T) {
	bare, placed, closed := fault.New(fault.Invalid, "fault.not_found"), fault.Field("name", "fault.not_found"), fault.New(fault.Forbidden, "fault.forbidden")
	var moved *fault.Error
	if !errors.As(fault.Beside("scan", bare), &moved) || moved.Field != "scan" || bare.Field != "" {
		t.Error("a bare refusal of input belongs beside the field, and the given one stays as it was")
	}
	for _, other := range []error{placed, closed, fault.List{bare}, io.EOF, nil} {
		if same := fault.Beside("scan", other); !reflect.DeepEqual(same, other) {
			t.Errorf("%v became %v", other, same)
		}
	}
}
