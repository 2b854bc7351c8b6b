package household

import (
	"fmt"
	"regexp"
	"strconv"

	"chengxin/internal/fault"
	"chengxin/internal/region"
)

var fileNumber = regexp.MustCompile(`^([0-9]{9})([0-9]{3})-([0-9]{4}|[1-9][0-9]{4,8})$`)

// FileNumber is a household's file number (一户一档): the code of the village in which it was registered, 000 in the
// village's place when it has no code, and its running number there, from 1. A household that moves keeps its number. It
// is empty for a place wider than a township and a running number that is not positive.
func FileNumber(where region.Code, seq int) string {
	if where.Level() < region.Township || seq < 1 {
		return ""
	}
	return fmt.Sprintf("%s%03s-%04d", where.Township(), where[9:], seq)
}

// ParseFileNumber reads a file number: where the household was registered and its running number. Invalid.
func ParseFileNumber(text string) (where region.Code, seq int, err error) {
	found := fileNumber.FindStringSubmatch(text)
	if found == nil {
		return "", 0, fault.Field("number", "household.file_number.bad")
	}
	where = region.Code(found[1])
	if found[2] != "000" {
		where += region.Code(found[2])
	}
	if seq, err = strconv.Atoi(found[3]); err != nil || seq < 1 {
		return "", 0, fault.Field("number", "household.file_number.bad")
	}
	return where, seq, nil
}
