package document

import (
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Issue is what every issued document carries besides its own words. A blank form has only Agency and Demo.
type Issue struct {
	Number     string
	Agency     string
	IssuedOn   period.Day
	CheckURL   string
	Checkpoint Checkpoint
	Demo       bool
}

// Text is a text of the policy edition as it is printed: every sentence is the edition's own.
type Text struct {
	Title   string
	Opening []string
	Parts   []Part
	Closing []string
}

// Part is a headed group of clauses; Heading may be empty.
type Part struct {
	Heading string
	Clauses []Clause
}

// Household says whose document it is; the caller masks what is to be masked.
type Household struct {
	Head     string // the head's name
	Number   string // the household's number
	Place    string // township and village
	IDNumber string // the head's, masked
	Phone    string // masked
}

// Person is a member, or somebody who acts for one; the caller masks what is to be masked.
type Person struct {
	Name, IDNumber, Relation, Phone string
	Minor                           bool   // a guardian signs
	Guardian                        string // the guardian's name; only for a minor or somebody incapable
	Note                            string
}

// Role is in which capacity somebody signs.
type Role string

// The roles in which people sign.
const (
	RolePledger    Role = "pledger"          // 承诺人
	RoleAdult      Role = "adult"            // 成年家庭成员
	RoleAuthoriser Role = "authoriser"       // 授权人
	RoleGuardian   Role = "guardian"         // 监护人
	RoleProxy      Role = "proxy"            // 代办人
	RoleWitness    Role = "witness"          // 见证人
	RoleDeclarant  Role = "declarant"        // 申报人
	RoleOfficer    Role = "officer"          // 经办人
	RoleServer     Role = "server"           // 送达人
	RoleReceiver   Role = "receiver"         // 受送达人
	RoleVisitor    Role = "visitor"          // 入户人员
	RoleOfHome     Role = "household_signer" // 家庭成员
)

// Signer is who signs, or has signed. The name is printed under an empty line to sign on only as a note; it stands on
// the line only when Given is set, because a printed name is no signature.
type Signer struct {
	Role       Role
	Name       string
	For        string // the person for whom a guardian or proxy signs
	Thumbprint bool
	Given      bool       // signed in another way (online with a confirmation code, on a paper that was scanned)
	How        string     // how it was given, printed under the line
	On         period.Day // zero: blanks
	Ink        []byte     // the drawn signature, PNG
}

func say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "document."+key, pairs...)
}

// start makes a content with what the issue carries.
func start(kind Kind, title string, issue Issue) Content {
	return Content{
		Format: format, Kind: kind, Title: title, Number: issue.Number, Agency: issue.Agency, IssuedOn: issue.IssuedOn,
		CheckURL: issue.CheckURL, Checkpoint: issue.Checkpoint, Demo: issue.Demo,
	}
}

func (c *Content) put(blocks ...Block) { c.Blocks = append(c.Blocks, blocks...) }

func (c *Content) paragraphs(texts []string) {
	for _, text := range texts {
		c.put(Paragraph{Text: text})
	}
}

// text puts an edition's text without its title, which is the document's.
func (c *Content) text(text Text) {
	c.paragraphs(text.Opening)
	for _, part := range text.Parts {
		if part.Heading != "" {
			c.put(Heading{Text: part.Heading, Level: 2})
		}
		for _, clause := range part.Clauses {
			c.put(clause)
		}
	}
	c.paragraphs(text.Closing)
}

func (c *Content) household(h Household) {
	c.put(Fields{PerRow: 2, Pairs: []Field{
		{say("field.head"), h.Head},
		{say("field.household_number"), h.Number},
		{say("field.id_number"), h.IDNumber},
		{say("field.phone"), h.Phone},
		{say("field.place"), h.Place},
	}})
}

func (c *Content) signers(all []Signer) {
	lines := make([]SignatureLine, 0, len(all))
	for _, one := range all {
		l := SignatureLine{Role: say("role." + string(one.Role)), Thumbprint: one.Thumbprint, SignedOn: one.On, Ink: one.Ink, Note: one.How}
		if one.For != "" {
			l.Role = say("role.for", "role", l.Role, "name", one.For)
		}
		switch {
		case one.Given || one.Name == "":
			l.Name = one.Name
		case l.Note == "":
			l.Note = say("signer_name", "name", one.Name)
		default:
			l.Note = say("signer_name", "name", one.Name) + " " + l.Note
		}
		lines = append(lines, l)
	}
	if len(lines) > 0 {
		c.put(SignatureLines{Lines: lines})
	}
}

func (c *Content) seal(issue Issue) {
	if issue.Agency != "" {
		c.put(Seal{Agency: issue.Agency, On: issue.IssuedOn})
	}
}

// notes puts sentences in smaller type, one under the other.
func (c *Content) notes(texts []string) {
	for _, text := range texts {
		c.put(Note{Text: text})
	}
}

func ordinal(n int) string { return say("ordinal", "n", n) }
