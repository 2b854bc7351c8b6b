package pledge

import (
	"context"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
)

// IssueSigningCode makes a confirmation code that the officer reads out to the signer: the second channel beside the
// signer's own session. It is shown once; an earlier code of the member stops working.
func (a Acts) IssueSigningCode(ctx context.Context, actor access.Actor, at At, member string) (string, error) {
	act := casework.Act{Kind: "SigningCodeIssued", Permission: access.PledgeRecord, County: at.County, Household: at.Household}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		persons, err := store.PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return "", err
		}
		person, known := pledge.Find(persons, member)
		if !known || person.Ward(work.Today) {
			return "", fault.Field("member", "pledge.code.member_missing")
		}
		code := pledge.NewSigningCode(at.Household, member, pledge.ReadOut, actor.ID, work.Now)
		code.ID = a.NewID()
		digits := a.NewCode()
		work.Note("member", member)
		return digits, store.KeepSigningCode(ctx, at.County, code, digits)
	})
}

// SignedOnline is what signing gives back: the numbered prints, by text.
type SignedOnline struct {
	Documents map[pledge.Kind]Done
}

// SignPledge signs the pledge and the authorisation in one go, for the signer and for the signer's wards. The
// confirmation code is entered in an act of its own first, so that wrong tries are counted although the signing is refused.
func (a Acts) SignPledge(ctx context.Context, actor access.Actor, key string, signing pledge.Signing, digits string) (SignedOnline, error) {
	signing = signing.Prepared()
	signing.Signer = actor.ID
	_, signing.ByProxy = byProxy(actor)
	code, err := a.enterCode(ctx, actor, key, signing, digits)
	if err != nil {
		return SignedOnline{}, err
	}
	act := casework.Act{
		Kind: "PledgeSigned", Permission: access.SelfPledge, County: actor.County, Household: actor.Household, Key: key, Content: signing,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (SignedOnline, error) {
		store := casework.As[Store](work.Tx)
		terms, persons, signatures, err := a.signatures(ctx, work, store, signing)
		if err != nil {
			return SignedOnline{}, err
		}
		if err := store.UseSigningCode(ctx, actor.County, code, key, work.Now); err != nil {
			return SignedOnline{}, err
		}
		work.Note("method", string(signing.Method))
		work.Note("session", actor.Session)
		work.Note("code", code)
		work.Note("ink_hash", signatures[0].InkHash)
		answer := SignedOnline{Documents: map[pledge.Kind]Done{}}
		for _, kind := range pledge.Signed() {
			issued, err := a.printSigned(ctx, work, terms.Of(kind), persons, signatures)
			if err != nil {
				return SignedOnline{}, err
			}
			answer.Documents[kind] = issued
			work.Note("text_hash_"+string(kind), terms.Of(kind).Hash)
			work.Note("document_"+string(kind), issued.Document)
		}
		for _, signature := range signatures {
			signature.ID, signature.Household, signature.Code = a.NewID(), actor.Household, code
			signature.Session, signature.Proxy = actor.Session, actor.ActingFor()
			signature.RecordedBy, signature.Document = actor.ID, answer.Documents[signature.Text].Document
			if err := store.AddSignature(ctx, actor.County, signature); err != nil {
				return SignedOnline{}, err
			}
		}
		return answer, nil
	})
}

// signatures checks a signing against the facts and makes its signatures.
func (a Acts) signatures(ctx context.Context, work *casework.Work, store Store, signing pledge.Signing) (pledge.Terms, []pledge.Person, []pledge.Signature, error) {
	terms, err := a.terms(ctx, work)
	if err != nil {
		return terms, nil, nil, err
	}
	told, err := store.Told(ctx, work.County, work.Household.ID)
	if err != nil {
		return terms, nil, nil, err
	}
	if err := pledge.NoticeStandingOf(terms, told).MustBeTold(); err != nil {
		return terms, nil, nil, err
	}
	persons, err := store.PledgePersons(ctx, work.County, work.Household.ID, work.Today)
	if err != nil {
		return terms, nil, nil, err
	}
	signatures, err := pledge.Sign(terms, persons, signing, work.Now)
	return terms, persons, signatures, err
}

// printSigned issues the numbered print of one text with its signatures.
func (a Acts) printSigned(ctx context.Context, work *casework.Work, text pledge.Text, persons []pledge.Person, signatures []pledge.Signature) (Done, error) {
	var lines []Line
	for _, signature := range signatures {
		if person, _ := pledge.Find(persons, signature.Member); signature.Text == text.Kind {
			lines = append(lines, Line{Name: person.Name, Signature: signature})
		}
	}
	issued, err := casework.Issue(ctx, work, casework.SeriesPledge, string(text.Kind), func(paper casework.Paper) ([]byte, error) {
		return a.Letters.Signed(paper, addressee(work.Household, persons), text, lines)
	})
	return Done{ID: issued.ID, Document: issued.ID, Number: issued.Number}, err
}

// entered is the outcome of entering a code.
type entered struct {
	Code  string
	Right bool
	Left  int // tries left after a wrong entry
}

// enterCode checks a confirmation code and counts a wrong try durably. Everything else that is wrong with the signing is
// refused before the code is tried.
func (a Acts) enterCode(ctx context.Context, actor access.Actor, key string, signing pledge.Signing, digits string) (string, error) {
	act := casework.Act{Kind: "SigningCodeEntered", Permission: access.SelfPledge, County: actor.County, Household: actor.Household, OnTheWay: true}
	tried, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (entered, error) {
		store := casework.As[Store](work.Tx)
		code, right, err := store.SigningCode(ctx, actor.County, actor.Household, actor.ID, digits)
		if fault.KindOf(err) == fault.NotFound {
			return entered{}, fault.Field("code", "pledge.code.none")
		}
		if err != nil {
			return entered{}, err
		}
		work.Note("code", code.ID)
		if right && key != "" && code.UsedFor == key {
			return entered{Code: code.ID, Right: true}, nil // the same submission again: the signing itself gives its answer
		}
		if _, _, _, err := a.signatures(ctx, work, store, signing); err != nil {
			return entered{}, err
		}
		if err := code.Usable(work.Now); err != nil {
			return entered{}, err
		}
		if right {
			return entered{Code: code.ID, Right: true}, nil
		}
		work.Note("tries", strconv.Itoa(code.Tries+1))
		return entered{Left: pledge.CodeTries - code.Tries - 1}, store.CountCodeTry(ctx, actor.County, code)
	})
	if err != nil {
		return "", err
	}
	if !tried.Right {
		return "", fault.Field("code", "pledge.code.wrong", "left", tried.Left)
	}
	return tried.Code, nil
}

// WithdrawPledge takes back a resident's own signature on a text, or one given as guardian for a ward.
func (a Acts) WithdrawPledge(ctx context.Context, actor access.Actor, key, member string, kind pledge.Kind, reason string) error {
	act := casework.Act{
		Kind: "PledgeWithdrawn", Permission: access.SelfPledge, County: actor.County, Household: actor.Household,
		Key: key, Content: [3]string{member, string(kind), reason},
	}
	return a.withdraw(ctx, actor, act, member, actor.ID, kind, reason)
}

// RecordWithdrawal records a withdrawal that a member told an officer; the household is told of it.
func (a Acts) RecordWithdrawal(ctx context.Context, actor access.Actor, at At, member string, kind pledge.Kind, reason string) error {
	act := casework.Act{
		Kind: "PledgeWithdrawalRecorded", Permission: access.PledgeRecord, County: at.County, Household: at.Household,
		Key: at.Key, Content: [3]string{member, string(kind), reason},
	}
	return a.withdraw(ctx, actor, act, member, member, kind, reason)
}

func (a Acts) withdraw(ctx context.Context, actor access.Actor, act casework.Act, member, signer string, kind pledge.Kind, reason string) error {
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		facts, err := store.SignedFacts(ctx, act.County, act.Household, false)
		if err != nil {
			return "", err
		}
		persons, err := store.PledgePersons(ctx, act.County, act.Household, work.Today)
		if err != nil {
			return "", err
		}
		withdrawal, err := pledge.Withdraw(facts, persons, member, signer, kind, reason, work.Now)
		if err != nil {
			return "", err
		}
		withdrawal.ID, withdrawal.Household, withdrawal.By, withdrawal.Proxy = a.NewID(), act.Household, actor.ID, actor.ActingFor()
		withdrawal.Channel = onlineChannel(actor)
		if actor.Kind == access.Officer {
			withdrawal.Channel = pledge.InPerson
		}
		work.Note("member", member)
		work.Note("text", string(kind))
		work.Send(casework.Message{Household: act.Household, Topic: "pledge.told.withdrawn", Detail: map[string]string{"day": work.Today.Chinese()}})
		return withdrawal.ID, store.AddPledgeWithdrawal(ctx, act.County, withdrawal)
	})
	return err
}
