package exchange

import (
	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// RegisterLines are a household's rows in the register's table, the head first: what ReadRegister reads again. What belongs
// to the household stands in its first row.
func RegisterLines(place region.Code, one register.Exported) []RegisterLine {
	var lines []RegisterLine
	add := func(m household.Member) {
		texts := make([]string, len(register.Columns()))
		texts[register.ColumnHousehold] = one.Number
		if len(lines) == 0 {
			texts[register.ColumnRegion] = register.VillageTitle(place.County(), one.Region)
			texts[register.ColumnAddress] = one.Address
			texts[register.ColumnKind] = one.Kind.Label(wording.Chinese)
		}
		texts[register.ColumnName], texts[register.ColumnRelation] = m.Name, m.Relation.Label(wording.Chinese)
		texts[register.ColumnIDNumber], texts[register.ColumnPhone] = string(m.IDNumber), m.Phone
		texts[register.ColumnAccount], texts[register.ColumnHealth] = m.Account, m.Health
		texts[register.ColumnCapacity] = m.Capacity.Label(wording.Chinese)
		texts[register.ColumnFrom] = m.FromOn.String()
		lines = append(lines, RegisterLine{Number: one.Number, Text: texts})
	}
	for _, heads := range []bool{true, false} {
		for _, m := range one.Members {
			if m.Relation.Head() == heads {
				add(m)
			}
		}
	}
	return lines
}
