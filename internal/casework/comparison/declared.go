package comparison

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/region"
)

// Declarations is the storage that DeclaredOf reads.
type Declarations interface {
	Declarations(ctx context.Context, county region.Code, household string) ([]declaration.Declaration, error)
}

// ReadDeclared reads what a household's latest declaration states; nothing when there is none.
func ReadDeclared(ctx context.Context, tx casework.Tx, county region.Code, household string) ([]Stated, error) {
	all, err := casework.As[Declarations](tx).Declarations(ctx, county, household)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return DeclaredOf(declaration.Latest(all)), nil
}

// DeclaredOf is what a declaration states, as of the day from which it holds. "I do not know" and "help me" set their key
// aside: they are no zero. How many people live there who are not on the register names nobody, and is left to the visit.
func DeclaredOf(d declaration.Declaration) []Stated {
	var rows []Stated
	membership := memberships(d.Lines)
	for _, line := range d.Lines {
		if line.Member == "" && membership[line.Item] {
			continue
		}
		row := Stated{Item: line.Item, Member: line.Member, AsOf: d.EffectiveOn}
		switch line.State {
		case declaration.Given:
			row.Value = line.Yearly()
		case declaration.None:
		case declaration.DontKnow, declaration.NeedsHelp, declaration.Withheld:
			row.SetAside = true
		}
		rows = append(rows, row)
	}
	return rows
}

// memberships are the items that are answered both of each member and once of the household: who lives together.
func memberships(lines []declaration.Line) map[string]bool {
	ofMembers := map[string]bool{}
	for _, line := range lines {
		if line.Member != "" {
			ofMembers[line.Item] = true
		}
	}
	return ofMembers
}
