package console

import (
	"context"
	"net/http"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

// FilePrinter prints a whole file as a PDF on A4, its pages numbered.
type FilePrinter interface {
	PrintFile(ctx context.Context, county region.Code, file PrintedFile) ([]byte, error)
}

// PrintedFile is a household's file as it is printed: the words of the page, masked like it.
type PrintedFile struct {
	Title    string
	Number   string
	Facts    []page.Row // whose it is, as of when, printed by whom and what for
	Note     string
	Sections []PrintedSection
}

// PrintedSection is one part of it: a table, or a sentence where there is nothing.
type PrintedSection struct {
	Heading string
	Columns []PrintedColumn
	Rows    [][]string
	Empty   string
}

// PrintedColumn is a column with its part of the width.
type PrintedColumn struct {
	Title string
	Share int
}

// Drawing a long file takes longer than a page does.
const printTime = time.Minute

// printFile prints the whole file of a household, as of the day that the page shows.
func (p *RegisterPages) printFile(w http.ResponseWriter, r *page.Request) error {
	id := r.PathValue("household")
	purpose, open, err := p.Files.Standing(r.Context(), r.Actor, r.Actor.County, id)
	if err != nil {
		return err
	}
	if !open {
		return r.SeeOther(w, page.Local(fileAt(id, "")))
	}
	asOf, err := asOfDay(r)
	if err != nil {
		return err
	}
	file, err := p.Files.Print(r.Context(), r.Actor, r.Actor.County, id, purpose, asOf)
	if err != nil {
		return err
	}
	view, err := p.shown(r, openFile{File: file, Part: "print"})
	if err != nil {
		return err
	}
	content, err := p.FilePrinter.PrintFile(r.Context(), r.Actor.County, printedFile(r, view))
	if err != nil {
		return err
	}
	return r.Send(w, page.Content{Name: r.T("casefile.print.name", "number", file.Household.Number) + ".pdf", Type: "application/pdf", Body: content, Inline: true})
}

func printedFile(r *page.Request, v openFile) PrintedFile {
	known := r.T("casefile.print.all_known")
	if v.Then {
		known = r.T("casefile.on_then", "day", onDay(r, v.On))
	}
	printed := PrintedFile{
		Title: r.T("casefile.print.title"), Number: v.Household.Number, Note: r.T("casefile.print.note"),
		Facts: []page.Row{
			{Key: r.T("casefile.print.head"), Value: v.Head},
			{Key: r.T("console.list.place"), Value: placeIn(v.Household.Region)},
			{Key: r.T("casefile.print.kind"), Value: v.Household.Kind.Label(r.Language)},
			{Key: r.T("casefile.on"), Value: onDay(r, v.On)},
			{Key: r.T("casefile.print.known"), Value: known},
			{Key: r.T("casefile.print.by"), Value: r.Actor.Name},
			{Key: r.T("casefile.print.at"), Value: at(r, r.Now)},
			{Key: r.T("casefile.purpose.label"), Value: purposeWords(r, v.Purpose)},
		},
	}
	printed.Sections = []PrintedSection{printedMembers(r, v)}
	if len(v.Kinships) > 0 {
		printed.Sections = append(printed.Sections, printedKin(r, v))
	}
	for i := range v.Declarations {
		printed.Sections = append(printed.Sections, printedDeclaration(r, v, v.Declarations[len(v.Declarations)-1-i]))
	}
	return PrintedFile{
		Title: printed.Title, Number: printed.Number, Note: printed.Note, Facts: printed.Facts,
		Sections: append(printed.Sections, printedSources(r, v), printedTimeline(r, v), printedEvidence(r, v), printedPapers(r, v), printedLooks(r, v)),
	}
}

// section makes an empty section; titles come with their share of the width.
func section(heading, empty string, columns ...any) PrintedSection {
	s := PrintedSection{Heading: heading, Empty: empty}
	for i := 0; i+1 < len(columns); i += 2 {
		title, _ := columns[i].(string)
		share, _ := columns[i+1].(int)
		s.Columns = append(s.Columns, PrintedColumn{title, share})
	}
	return s
}

func (s *PrintedSection) row(cells ...string) { s.Rows = append(s.Rows, cells) }

func printedMembers(r *page.Request, v openFile) PrintedSection {
	s := section(r.T("casefile.part.members"), r.T("casefile.member.none"), r.T("casefile.member.name"), 12, r.T("casefile.member.relation"), 12, r.T("casefile.member.sex"), 7,
		r.T("casefile.member.age"), 8, r.T("casefile.member.id_number"), 28, r.T("casefile.member.phone"), 17, r.T("casefile.member.from"), 24)
	for _, persons := range [][]casefile.Person{v.Members, v.Left} {
		for _, one := range persons {
			s.row(one.Name, one.Relation.Label(r.Language), one.Sex.Label(r.Language), ageWords(r, one), one.IDNumber, one.Phone, spanWords(r, one))
		}
	}
	return s
}

func printedKin(r *page.Request, v openFile) PrintedSection {
	s := section(r.T("casefile.kin.caption"), "", r.T("casefile.kin.official"), 20, r.T("casefile.kin.post"), 30, r.T("casefile.kin.relation"), 25, r.T("casefile.kin.from"), 25)
	for _, kin := range v.Kinships {
		s.row(kin.Official, kin.Post.Label(r.Language), kin.Relation, onDay(r, kin.FromOn))
	}
	return s
}

func printedDeclaration(r *page.Request, v openFile, d casefile.Declared) PrintedSection {
	s := section(r.T("casefile.declared.caption", "count", d.Number, "kind", r.T("casefile.declared."+string(d.Kind)), "day", onDay(r, d.EffectiveOn)), r.T("casefile.declared.empty"),
		r.T("casefile.declared.item"), 30, r.T("casefile.declared.of"), 16, r.T("casefile.declared.said"), 27, r.T("casefile.declared.before"), 27)
	before := map[[2]string]declaration.Difference{}
	for _, one := range d.Differences {
		before[[2]string{one.Item, one.Member}] = one
	}
	for _, line := range v.asked(d.Lines) {
		label, earlier := line.Item, ""
		if known, found := v.Terms.Item(line.Item); found {
			label = known.Label
		}
		if difference, changed := before[[2]string{line.Item, line.Member}]; changed {
			earlier = r.T("casefile.declared.not_said")
			if difference.HadBefore {
				earlier = lineWords(r, v, difference.Before)
			}
		}
		s.row(label, ofWhom(r, v, line.Item, line.Member), lineWords(r, v, line), earlier)
	}
	return s
}

// printedSources are the three sources side by side, as the latest comparison of the day has them.
func printedSources(r *page.Request, v openFile) PrintedSection {
	s := section(r.T("compare.title"), r.T("compare.never"), r.T("compare.item"), 20, r.T("compare.who"), 12, r.T("comparison.source.declaration"), 15,
		r.T("comparison.source.visit"), 15, r.T("comparison.source.platform"), 15, r.T("compare.difference"), 24)
	if !v.Compared.Found {
		return s
	}
	s.Heading = r.T("casefile.print.compared", "at", at(r, v.Compared.Run.At))
	for _, differing := range []bool{true, false} {
		for _, line := range v.Compared.Run.Found.Lines {
			if (line.Kind != "") != differing {
				continue
			}
			label := v.Compared.View.Rules.Labels[line.Item]
			cells := []string{v.Compared.label(line.Item), v.Compared.who(r, line.Member)}
			for _, sum := range line.Sums {
				cells = append(cells, comparedAmount(r, label, sum))
			}
			s.row(append(cells, printedMark(line)+kindWords(r, line))...)
		}
	}
	return s
}

// printedMark is the shape of a state, as its tag on the page has it; empty where nothing differs.
func printedMark(line comparisonsteps.Line) string {
	switch {
	case line.Kind == "":
		return ""
	case line.Kind == comparison.ReportedLate:
		return "\u25b3 "
	case line.Kind.Counted():
		return "\u25c6 "
	}
	return "\u25cb "
}

func printedTimeline(r *page.Request, v openFile) PrintedSection {
	s := section(r.T("casefile.part.timeline"), r.T("casefile.print.nothing"), r.T("casefile.print.when"), 24, r.T("casefile.print.what"), 52, r.T("casefile.print.who"), 24)
	shown := v.File
	shown.Events = nil
	for _, e := range v.Events {
		if e.Group != casefile.OfLooks { // who looked has a section of its own
			shown.Events = append(shown.Events, e)
		}
	}
	for _, e := range timelineOf(r, shown, casefile.Everything, 0, consolePaper) {
		s.row(e.At, e.Title, e.By)
	}
	return s
}

func printedEvidence(r *page.Request, v openFile) PrintedSection {
	s := section(r.T("casefile.part.evidence"), r.T("casefile.evidence.none"), r.T("casefile.evidence.what"), 45, r.T("casefile.evidence.at"), 27, r.T("casefile.evidence.by"), 28)
	for _, one := range v.Evidence {
		s.row(evidenceWords(r, v, one), at(r, one.At), deskOf(r, v.File, access.Officer, one.By))
	}
	return s
}

func printedPapers(r *page.Request, v openFile) PrintedSection {
	s := section(r.T("casefile.part.papers"), r.T("casefile.papers.empty"), r.T("casefile.papers.number"), 34, r.T("casefile.papers.kind"), 28, r.T("casefile.papers.on"), 22, r.T("casefile.papers.hash"), 16)
	for _, one := range v.Documents {
		s.row(one.Number, paperKind(r, one.Kind), at(r, one.IssuedAt), one.Hash[:min(12, len(one.Hash))])
	}
	return s
}

func printedLooks(r *page.Request, v openFile) PrintedSection {
	s := section(r.T("casefile.part.opened"), r.T("casefile.opened.empty"), r.T("casefile.opened.at"), 24, r.T("casefile.opened.who"), 26, r.T("casefile.opened.what"), 25, r.T("casefile.opened.why"), 25)
	for _, look := range v.Looks {
		s.row(at(r, look.At), deskOf(r, v.File, look.ActorKind, look.Actor), lookWords(r, look), whyWords(r, look))
	}
	return s
}
