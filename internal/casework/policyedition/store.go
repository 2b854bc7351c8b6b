package policyedition

import (
	"context"
	"io/fs"

	"chengxin/internal/casework"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
)

// Reader reads editions, in an act's transaction or outside. Lists give empty results, never NotFound.
type Reader interface {
	// Drafts lists a county's drafts, the latest first.
	Drafts(ctx context.Context, county region.Code) ([]Draft, error)
	// DraftFiles reads a draft's files by path. NotFound when there are none.
	DraftFiles(ctx context.Context, county region.Code, draft string) ([]File, error)
	// Course reads what happened to a draft. NotFound.
	Course(ctx context.Context, county region.Code, draft string) (Course, error)
	// Adoptions lists a county's adoptions, oldest first.
	Adoptions(ctx context.Context, county region.Code) ([]Adoption, error)
	// Opinions lists the events of legal opinions, oldest first.
	Opinions(ctx context.Context, county region.Code) ([]Opinion, error)
}

// Store is what the acts need of their transaction.
type Store interface {
	Reader
	// TakeDraft takes the draft for this act, so that two acts about it never pass each other unseen. NotFound.
	TakeDraft(ctx context.Context, county region.Code, draft string) error
	AddDraft(ctx context.Context, county region.Code, draft Draft, files []File) error
	AddConsultation(ctx context.Context, county region.Code, consultation Consultation) error
	AddComment(ctx context.Context, county region.Code, comment Comment) error
	// AddAnswer keeps an answer. Conflict when the comment has one.
	AddAnswer(ctx context.Context, county region.Code, answer Answer) error
	AddProposal(ctx context.Context, county region.Code, proposal Proposal) error
	// AddAdoption keeps an adoption. Conflict when the draft has one.
	AddAdoption(ctx context.Context, county region.Code, adoption Adoption) error
	AddOpinion(ctx context.Context, county region.Code, opinion Opinion) error
	// AddOpinionReview keeps a review. Conflict when the filing has one.
	AddOpinionReview(ctx context.Context, county region.Code, review OpinionReview) error
}

// Scans keeps the scans of legal opinions. Keep refuses, with fault.Invalid, what is no scan.
type Scans interface {
	Keep(ctx context.Context, county region.Code, posted []byte) (pledge.Scan, error)
	Open(ctx context.Context, county region.Code, scan pledge.Scan) ([]byte, error)
}

// Folders are the editions that lie on the server: those built in, and those whose folder somebody put where editions lie.
type Folders interface {
	Names() []string
	// Open gives a folder by its name. NotFound.
	Open(name string) (fs.FS, error)
}

// Acts are the acts of editions.
type Acts struct {
	Runner  *casework.Runner
	Reads   Reader
	Scans   Scans
	Folders Folders
	NewID   func() string
	// Known finds a measure in the edition in force; false for an unknown code or one that needs no opinion.
	Known func(ctx context.Context, county region.Code, measure string) (bool, error)
}
