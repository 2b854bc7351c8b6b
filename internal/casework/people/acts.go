package people

import (
	"context"
	"io"
	"sync"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/region"
)

// Text is the staff pledge of the edition in force.
type Text struct {
	Edition, Title, Hash string
	Paragraphs           []string
}

// Pledges knows the staff pledge of a county's edition.
type Pledges interface {
	StaffPledge(ctx context.Context, county region.Code) (Text, error)
}

// Parts is what the acts are made of.
type Parts struct {
	Runner  *casework.Runner
	Reader  Reader
	Door    Door
	Pledges Pledges
	// Home is the county whose log takes what concerns no known account, and whose notices lead residents here.
	Home      func(ctx context.Context) (region.Code, error)
	Passwords access.PasswordPolicy
	Random    io.Reader // crypto/rand.Reader
	NewID     func() string
	Issuer    string // what authenticator apps show: 诚信
}

// Acts are the acts about people and access.
type Acts struct {
	Parts
	checks chan struct{} // how many passwords are hashed at once: each takes 19 MiB
	dummy  func() string

	refused refusedTries
}

// checksAtOnce bounds the memory that signing in takes.
const checksAtOnce = 2

// New makes the acts.
func New(parts Parts) *Acts {
	return &Acts{
		Parts:  parts,
		checks: make(chan struct{}, checksAtOnce),
		// The hash against which the password of an unknown account is checked, so that the answer takes as long.
		dummy: sync.OnceValue(func() string {
			return access.HashPassword("no such account", make([]byte, access.PasswordSaltSize))
		}),
	}
}

func (a *Acts) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, access.PasswordSaltSize)
	if _, err := io.ReadFull(a.Random, salt); err != nil {
		return "", err
	}
	select {
	case a.checks <- struct{}{}:
		defer func() { <-a.checks }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return access.HashPassword(password, salt), nil
}

// matches checks a password; an empty hash takes as long and never matches.
func (a *Acts) matches(ctx context.Context, hash, password string) (bool, error) {
	select {
	case a.checks <- struct{}{}:
		defer func() { <-a.checks }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if hash == "" {
		access.PasswordMatches(a.dummy(), password)
		return false, nil
	}
	return access.PasswordMatches(hash, password), nil
}

// LinkLasts is how long a one-time link is good.
const LinkLasts = 72 * time.Hour

// newLink keeps an invitation and gives its token.
func (a *Acts) newLink(ctx context.Context, w *casework.Work, store Store, purpose Purpose, officer string) (string, error) {
	token, err := access.NewToken(w.County, a.Random)
	if err != nil {
		return "", err
	}
	_, hash, _ := access.ReadToken(token)
	link := Invitation{
		County: w.County, ID: a.NewID(), Hash: hash, Purpose: purpose, Officer: officer,
		MadeAt: w.Now, MadeBy: w.Actor.ID, ExpiresAt: w.Now.Add(LinkLasts),
	}
	if purpose == ForAccount {
		if link.Factor, err = access.NewSecret(a.Random); err != nil {
			return "", err
		}
	}
	if err := store.EndInvitations(ctx, w.County, officer, w.Now); err != nil {
		return "", err
	}
	w.Note("invitation", link.ID)
	return token, store.AddInvitation(ctx, link)
}
