package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chengxin/internal/audit"
	auditacts "chengxin/internal/casework/audit"
	"chengxin/internal/casework/calendar"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
)

// policyActs are the acts of editions.
func (a *App) policyActs() policyedition.Acts {
	return policyedition.Acts{
		Runner: a.Runner, Reads: a.DB.Read(), Scans: a.Scans, Folders: policyFolders{filepath.Join(a.Config.Dir, "policies")}, NewID: storage.NewID,
		Known: func(ctx context.Context, county region.Code, measure string) (bool, error) {
			edition, err := a.editions.InForce(ctx, county, period.DayOf(a.clock()))
			if err != nil {
				return false, err
			}
			found, known := edition.Measure(measure)
			return known && found.NeedsOpinion(), nil
		},
	}
}

// calendarActs are the acts of the calendar.
func (a *App) calendarActs() calendar.Acts {
	return calendar.Acts{Runner: a.Runner, Reads: a.DB.Read(), NewID: storage.NewID}
}

// calendar is the table of working days that a county's deadlines count by.
func (a *App) calendar(ctx context.Context, county region.Code) (deadline.Table, error) {
	return a.DB.Read().Calendar(ctx, county)
}

// policyFolders are the embedded editions, and the folders that somebody on the machine put beside the database.
type policyFolders struct{ dir string }

// Names lists what may be registered by name.
func (p policyFolders) Names() []string {
	names := slices.Clone(policy.Names())
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return names // there need not be such a folder
	}
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && !slices.Contains(names, entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// Open gives a listed folder, which links cannot leave. NotFound for any other name.
func (p policyFolders) Open(name string) (fs.FS, error) {
	if slices.Contains(policy.Names(), name) {
		return policy.Open(name)
	}
	if !slices.Contains(p.Names(), name) {
		return nil, fault.New(fault.NotFound, "edition.folder_unknown", "name", name)
	}
	root, err := os.OpenRoot(filepath.Join(p.dir, name))
	if err != nil {
		return nil, fault.New(fault.NotFound, "edition.folder_unknown", "name", name).Because(err)
	}
	return root.FS(), nil
}

// logKeeper proves entries and checks the log for the pages of the audit.
type logKeeper struct{ app *App }

// Prove makes the proof of an entry in the newest checkpoint.
func (k logKeeper) Prove(ctx context.Context, county region.Code, seq int64) (proof audit.Proof, err error) {
	record, err := k.app.DB.Read().LogRecord(ctx, county, seq)
	if err != nil {
		return proof, err
	}
	signed, err := k.app.Checkpoint(ctx, county) // as of now, so that the entry is covered
	if err != nil {
		return proof, err
	}
	source, done, err := k.app.DB.LogSnapshot(ctx, county)
	if err != nil {
		return proof, err
	}
	defer func() { err = errors.Join(err, done()) }()
	var commitment audit.Commitment
	copy(commitment[:], record.Commitment)
	return audit.Prove(signed, seq, commitment, record.Salt, record.Payload, source)
}

// VerifyLog walks the log against the witness outside the database.
func (k logKeeper) VerifyLog(ctx context.Context, county region.Code, progress func(int64)) (report audit.Report, err error) {
	known, err := k.app.Signing.Verifiers(county)
	if err != nil {
		return report, err
	}
	witnessed, err := k.app.Witness(county).All(county)
	if err != nil {
		return report, err
	}
	source, done, err := k.app.DB.LogSnapshot(ctx, county)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, done()) }()
	return audit.Verify(ctx, county, source, audit.Options{Known: known, Witnessed: witnessed, Progress: progress})
}

// routePolicy adds the desk's pages of the policy editions, the calendar and the log. A check of the log ends with the program.
func (a *App) routePolicy(router *page.Router) {
	reads := a.DB.Read()
	console.PolicyPages{Acts: a.policyActs(), Names: reads, Edition: a.editions.InForce}.Routes(router)
	console.CalendarPages{Acts: a.calendarActs(), Names: reads}.Routes(router)
	acts := auditacts.Acts{Runner: a.Runner, Reads: reads, Prover: logKeeper{a}}
	console.AuditPages{
		Acts: acts, Checks: &auditacts.Checks{Acts: acts, Verifier: logKeeper{a}, Life: context.Background()},
		Keys: func(r *page.Request) ([]string, error) { return a.Signing.VerifierKeys(r.Actor.County) },
	}.Routes(router)
}
