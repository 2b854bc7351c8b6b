package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Kind is what sort of document it is; it decides between a letter with the agency's red head and a form.
type Kind string

// The kinds of document.
const (
	KindNotice              Kind = "notice"               // 告知书
	KindPledge              Kind = "pledge"               // 诚信承诺书
	KindStaffPledge         Kind = "staff_pledge"         // 经办人员承诺书
	KindAuthorisation       Kind = "authorisation"        // 授权核对书
	KindDeclaration         Kind = "declaration"          // 自主申报表, as submitted
	KindDeclarationForm     Kind = "declaration_form"     // 自主申报表, blank
	KindKinshipForm         Kind = "kinship_form"         // 近亲属备案表, blank
	KindDeclarationReceipt  Kind = "declaration_receipt"  // 申报回执
	KindChangeReceipt       Kind = "change_receipt"       // 情况变化申报回执
	KindExitAcknowledgement Kind = "exit_acknowledgement" // 主动退出受理告知
	KindService             Kind = "service"              // 送达回证
	KindAccessSlip          Kind = "access_slip"          // 登录验证码单
	KindVisitSheet          Kind = "visit_sheet"          // 入户调查表, filled in or blank
	KindHouseholdFile       Kind = "household_file"       // 家庭档案, printed whole
	KindLetter              Kind = "letter"               // any other letter
)

// letters carry the agency's red head, a body of size 3 and the agency's name and seal place at the end.
var letters = map[Kind]bool{
	KindNotice: true, KindExitAcknowledgement: true, KindLetter: true,
	KindPledge: false, KindStaffPledge: false, KindAuthorisation: false, KindDeclaration: false,
	KindDeclarationForm: false, KindKinshipForm: false, KindDeclarationReceipt: false, KindChangeReceipt: false, KindService: false,
	KindAccessSlip: false, KindVisitSheet: false, KindHouseholdFile: false,
}

// format is the version of the canonical encoding; a kept document says which it was written in.
const format = 1

// Checkpoint is the head of the county's log when the document was issued.
type Checkpoint struct {
	Origin string `json:"origin"` // "chengxin/640422"
	Size   int64  `json:"size"`   // entries in the log
	Root   string `json:"root"`   // base64 of the tree's root hash
}

// Remedy is a way to dispute the document and the last day on which it can be used.
type Remedy struct {
	Text   string     `json:"text"`
	LastOn period.Day `json:"last_on"`
}

// Content is a document: everything that it says, in the order in which it says it. Every field is plain text in Chinese;
// a line feed inside a text starts a new line.
type Content struct {
	Format     int        `json:"format"` // 0 is read as the current format
	Kind       Kind       `json:"kind"`
	Title      string     `json:"title"`
	Number     string     `json:"number"` // 西民告〔2026〕12号; empty for a blank form
	Agency     string     `json:"agency"`
	To         string     `json:"to"` // the addressee's line, without its colon
	Blocks     Blocks     `json:"blocks"`
	Remedies   []Remedy   `json:"remedies"`
	IssuedOn   period.Day `json:"issued_on"`
	CheckURL   string     `json:"check_url"` // what the QR picture at the foot opens; empty for a blank form
	Checkpoint Checkpoint `json:"checkpoint"`
	Demo       bool       `json:"demo"` // real places, invented people: said on every page
}

// Check refuses, with fault.Invalid, a content that cannot be a document: an unknown kind, no title, no blocks, or a
// format from the future.
func (c Content) Check() error {
	if _, known := letters[c.Kind]; !known {
		return fault.New(fault.Invalid, "document.unknown_kind", "kind", string(c.Kind))
	}
	if strings.TrimSpace(c.Title) == "" || len(c.Blocks) == 0 {
		return fault.New(fault.Invalid, "document.empty")
	}
	if c.Format < 0 || c.Format > format {
		return fault.New(fault.Invalid, "document.unknown_format", "format", c.Format)
	}
	return nil
}

// Canonical is the one encoding of the content: what is kept whole and hashed on issue. It refuses text that is not
// UTF-8, because decoding it again would not give the same document.
func (c Content) Canonical() ([]byte, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	c.Format = format
	if c.Remedies == nil {
		c.Remedies = []Remedy{}
	}
	raw, err := encode(c)
	if err != nil {
		return nil, fmt.Errorf("encode document: %w", err)
	}
	// The encoder writes the escape \ufffd for a broken byte; two backslashes are one backslash that somebody typed.
	if bytes.ContainsRune(raw, '\ufffd') || bytes.Contains(bytes.ReplaceAll(raw, []byte(`\\`), nil), []byte(`\ufffd`)) {
		return nil, fault.New(fault.Invalid, "document.broken_text", "title", c.Title)
	}
	return raw, nil
}

// Hash is the SHA-256 of the canonical encoding, in hexadecimal.
func (c Content) Hash() (string, error) {
	raw, err := c.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Parse reads a canonical encoding back. It refuses an unknown field or block, and bytes that are not the canonical
// encoding of what they say: a kept document that was touched does not open.
func Parse(raw []byte) (Content, error) {
	var c Content
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return Content{}, fault.New(fault.Invalid, "document.unreadable").Because(err)
	}
	again, err := c.Canonical()
	if err != nil {
		return Content{}, err
	}
	if !bytes.Equal(raw, again) {
		return Content{}, fault.New(fault.Invalid, "document.not_canonical")
	}
	return c, nil
}

// encode is JSON without HTML escapes and without a closing line feed.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
