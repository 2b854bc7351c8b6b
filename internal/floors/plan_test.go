package floors_test

import "slices"

// plan is the house (design of the floors in docs/decisions/0001-the-house.md): every package of internal/ stands here with its floor.
// Floor 0 is the ground.
var plan = map[string]int{
	"wording": 0, "fault": 0, "picture": 0, "money": 0, "period": 0, "region": 0, "household": 0,

	"policy": 1, "audit": 1, "access": 1, "deadline": 1, "numbering": 1, "vault": 1,

	"application": 2, "pledge": 2, "declaration": 2, "homevisit": 2, "verification": 2, "comparison": 2, "tipoff": 2,
	"determination": 2, "objection": 2, "measure": 2, "recovery": 2, "creditrepair": 2, "creditrecord": 2, "outreach": 2,
	"evaluation": 2, "comparison/comparisontest": 2,

	"casework": 3, "casefile": 3,
	"casework/people": 3, "casework/register": 3, "casework/outbox": 3, "casework/policyedition": 3, "casework/calendar": 3, "casework/audit": 3,
	"casework/application": 3, "casework/pledge": 3, "casework/declaration": 3, "casework/homevisit": 3,
	"casework/verification": 3, "casework/comparison": 3, "casework/tipoff": 3, "casework/determination": 3,
	"casework/worklist": 3, "casework/objection": 3, "casework/measure": 3, "casework/recovery": 3, "casework/creditrepair": 3,
	"casework/creditrecord": 3, "casework/outreach": 3, "casework/evaluation": 3,

	"storage": 4, "storage/migrations": 4, "storage/sqlite": 4, "storage/postgres": 4, "storage/storagetest": 4,
	"exchange": 4, "document": 4, "notify": 4, "blob": 4,

	"web/page": 5, "web/public": 5, "web/resident": 5, "web/console": 5, "web/visit": 5, "web/api": 5,

	"app": 6, "app/demo": 6,
}

// outside are the packages beside internal/ that rooms may import: embedded data without code that decides.
var outside = map[string]int{"policies": 0, "web": 5}

// asks is the way of the case: a step on the left reads the steps on the right, and theirs.
var asks = map[string][]string{
	"declaration":   {"pledge"},
	"comparison":    {"declaration", "homevisit", "verification"},
	"determination": {"comparison", "tipoff", "worklist"},
	"objection":     {"determination"},
	"measure":       {"objection"},
	"recovery":      {"measure"},
	"creditrepair":  {"determination", "measure", "recovery"},
	"creditrecord":  {"creditrepair"},
	"application":   {"measure"},
	"evaluation": {
		"application", "pledge", "declaration", "homevisit", "verification", "comparison", "tipoff", "determination", "objection",
		"measure", "recovery", "creditrepair", "creditrecord", "outreach",
	},
}

// beside are the other sideways imports, each with its reason.
var beside = map[string][]string{
	// The ground floor is laid in this order: a fault has a text, days and money can be wrong, people live somewhere.
	"fault":     {"wording"},
	"money":     {"wording", "fault"},
	"period":    {"wording", "fault"},
	"region":    {"wording", "fault", "period"},
	"household": {"wording", "fault", "period", "region", "money"},

	// A deadline of the edition is a span of days.
	"policy": {"deadline"},

	// The databases' openers fill storage's engine; the suite runs both.
	"storage":             {"storage/migrations"},
	"storage/sqlite":      {"storage", "storage/migrations"},
	"storage/postgres":    {"storage", "storage/migrations"},
	"storage/storagetest": {"storage", "storage/migrations", "storage/sqlite", "storage/postgres"},

	// Opening a file is an act, written to the log by the runner.
	"casefile": {"casework"},

	// Every page stands in the same layout.
	"web/public":   {"web/page"},
	"web/resident": {"web/page"},
	"web/console":  {"web/page"},
	"web/visit":    {"web/page"},
	"web/api":      {"web/page"},

	"app": {"app/demo"},
}

// reads says whether a step of the case reads another, directly or through the steps that it asks.
func reads(from, to string) bool {
	for _, asked := range asks[from] {
		if asked == to || reads(asked, to) {
			return true
		}
	}
	return false
}

// maySideways says whether a package may import another on its own floor.
func maySideways(from, to string) bool {
	fromStep, fromActs := cutActs(from)
	toStep, toActs := cutActs(to)
	switch {
	case slices.Contains(beside[from], to):
		return true
	case fromActs && to == "casework": // every act goes through the runner
		return true
	case fromActs == toActs:
		return reads(fromStep, toStep)
	default:
		return false
	}
}

// cutActs gives the step whose acts a package of casework holds.
func cutActs(pkg string) (step string, acts bool) {
	const prefix = "casework/"
	if len(pkg) > len(prefix) && pkg[:len(prefix)] == prefix {
		return pkg[len(prefix):], true
	}
	return pkg, false
}
