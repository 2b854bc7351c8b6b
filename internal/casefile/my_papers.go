package casefile

import (
	"context"
	"maps"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/numbering"
	"chengxin/internal/pledge"
)

// MyPapers lists what a resident may read of the household's documents, without their content, newest first: those of the
// household; of the signed pledges and authorisations the own ones and those that the reader signed as guardian; and of requests for
// assistance those that the reader made or that are for the reader. Another adult's stay that adult's.
func (r *Reader) MyPapers(ctx context.Context, actor access.Actor) ([]numbering.Issued, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	papers, err := r.Store.Documents(ctx, actor.County, actor.Household)
	if err != nil {
		return nil, err
	}
	personal, err := r.personal(ctx, actor)
	papers = slices.DeleteFunc(papers, func(paper numbering.Issued) bool { return personal.closed(paper.ID, actor.ID) })
	slices.Reverse(papers)
	return papers, err
}

// MyPaper opens a document of the resident's own household. NotFound for any other, and for another adult's own letter;
// Conflict for one that was touched.
func (r *Reader) MyPaper(ctx context.Context, actor access.Actor, id string) (numbering.Issued, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return numbering.Issued{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	paper, err := r.Store.Document(ctx, actor.County, id)
	switch {
	case paper.Number != "" && (paper.Household == "" || paper.Household != actor.Household):
		return numbering.Issued{}, fault.New(fault.NotFound, "fault.not_found")
	case err != nil && paper.Number == "":
		return numbering.Issued{}, err
	}
	personal, failed := r.personal(ctx, actor)
	switch {
	case failed != nil:
		return numbering.Issued{}, failed
	case personal.closed(id, actor.ID):
		return numbering.Issued{}, fault.New(fault.NotFound, "fault.not_found")
	case err != nil || !paper.Intact():
		return numbering.Issued{}, fault.New(fault.Conflict, "casefile.paper.touched", "number", paper.Number)
	}
	return paper, nil
}

// letters are the documents that belong to persons, not to the household, with everybody who may read each.
type letters map[string][]string

func (r *Reader) personal(ctx context.Context, actor access.Actor) (letters, error) {
	facts, err := r.Store.SignedFacts(ctx, actor.County, actor.Household, false)
	if err != nil {
		return nil, err
	}
	all := personalOf(facts.Signatures)
	// What is intended or decided about somebody's conduct is that person's own.
	about, err := r.Store.CaseLetters(ctx, actor.County, actor.Household)
	if err != nil {
		return nil, err
	}
	for document, member := range about {
		all[document] = append(all[document], member)
	}
	disputes, err := r.Store.VerificationDisputes(ctx, actor.County, actor.Household)
	if err != nil {
		return nil, err
	}
	for _, one := range disputes {
		if one.Answer != nil && one.Answer.Document != "" && one.Member != "" {
			all[one.Answer.Document] = append(all[one.Answer.Document], one.Member)
		}
	}
	requests, err := r.Store.ApplicationPapers(ctx, actor.County, actor.Household)
	maps.Copy(all, requests)
	return all, err
}

// personalOf takes whose a signed letter is from its signatures: the member for whom it counts, and who signed, also for a
// ward. A letter of somebody outside the household is nobody's here.
func personalOf(signatures []pledge.Signature) letters {
	all := letters{}
	for _, signed := range signatures {
		if signed.Document != "" {
			all[signed.Document] = append(all[signed.Document], signed.Member, signed.Signer)
		}
	}
	return all
}

// closed says whether a document is somebody else's own letter.
func (l letters) closed(document, reader string) bool {
	owners, personal := l[document]
	return personal && !slices.Contains(owners, reader)
}

// closeTo takes other adults' letters out of a file: that somebody signed is known in the family, what was signed is not.
func (l letters) closeTo(reader string, file *File) {
	file.Documents = slices.DeleteFunc(file.Documents, func(paper numbering.Issued) bool { return l.closed(paper.ID, reader) })
	file.Events = slices.DeleteFunc(file.Events, func(e Event) bool { return e.Kind == "document_issued" && l.closed(e.Document, reader) })
	for i, e := range file.Events {
		if l.closed(e.Document, reader) {
			file.Events[i].Document = ""
		}
	}
}
