package homevisit

// Withheld stands in what a reader is shown in place of what concerns another adult; it is never kept.
const Withheld State = "withheld"

// Shown gives the lines as a member may see them: what was seen of another adult who speaks for himself is withheld (safeguards,
// rule 4); the household's, children's and wards' lines and who lives there everybody in it sees.
func Shown(lines []Line, viewer string, items []Item, persons []Person) []Line {
	byMember := map[string]bool{}
	for _, item := range items {
		byMember[item.Code] = item.ByMember && !item.Membership
	}
	shown := make([]Line, 0, len(lines))
	for _, line := range lines {
		hides, known := byMember[line.Item]
		if !known {
			hides = line.Member != ""
		}
		if hides && line.Member != viewer && line.Member != "" && !dependent(line.Member, persons) {
			line = Line{Item: line.Item, Member: line.Member, Seen: Seen{State: Withheld}}
		}
		shown = append(shown, line)
	}
	return shown
}

// dependent says whether somebody else speaks for the member; somebody who has left is nobody's dependent.
func dependent(member string, persons []Person) bool {
	for _, person := range persons {
		if person.Member == member {
			return !person.Speaks()
		}
	}
	return false
}
