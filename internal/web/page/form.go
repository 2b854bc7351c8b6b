package page

import (
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/period"
)

// Form is what a person filled in and what is wrong with it. Values stay exactly as typed, so that a refused form comes back
// as it was sent; parsing happens beside them.
type Form struct {
	r      *Request
	values url.Values
	errors fault.List
	names  []fieldName
	key    string
}

// fieldName says what a field, or all whose names begin with one and a hyphen, are about.
type fieldName struct{ field, about string }

const (
	keyField   = "idempotency-key"
	keyLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" // what crypto/rand.Text writes
)

// inMemory is the most of an upload that is held in memory, in bytes: scans of papers do not touch the disk unsealed.
const inMemory = 64 << 20

// ReadForm reads what was posted; for another method it gives an empty form with a new idempotency key. It refuses a body
// that is too large or unreadable.
func (r *Request) ReadForm() (*Form, error) {
	f := &Form{r: r, values: url.Values{}, key: rand.Text()}
	if r.Method != http.MethodPost {
		return f, nil
	}
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(inMemory) // #nosec G120 -- the router has put http.MaxBytesReader around every body
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, err
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "page.form.unreadable").Because(err)
	}
	f.values = r.PostForm
	if posted := f.values.Get(keyField); len(posted) == len(f.key) && strings.Trim(posted, keyLetters) == "" {
		f.key = posted // the same rendering sent twice is one submission
	}
	return f, nil
}

// Key is the idempotency key: made when the form is rendered first, kept when it comes back refused. It goes into
// casework.Act.Key.
func (f *Form) Key() string { return f.key }

// Has says whether a field was posted or set.
func (f *Form) Has(name string) bool { return f.values.Has(name) }

// Text is a field's text without surrounding space; line ends are \n.
func (f *Form) Text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.values.Get(name), "\r\n", "\n"))
}

// Typed is a field's text exactly as typed.
func (f *Form) Typed(name string) string { return f.values.Get(name) }

// Choices are the values ticked in a group of checkboxes.
func (f *Form) Choices(name string) []string { return f.values[name] }

// Chosen says whether a value of a group is chosen.
func (f *Form) Chosen(name, value string) bool { return slices.Contains(f.values[name], value) }

// Ticked says whether a single checkbox is ticked.
func (f *Form) Ticked(name string) bool { return f.values.Get(name) != "" }

// Set fills a field before the form is shown: a draft, an earlier answer.
func (f *Form) Set(name string, values ...string) *Form {
	f.values[name] = values
	return f
}

// SetDay fills a day's three boxes; a zero day leaves them empty.
func (f *Form) SetDay(name string, day period.Day) *Form {
	if !day.IsZero() {
		f.Set(name, strconv.Itoa(day.Year())).Set(name+"-month", strconv.Itoa(int(day.Month()))).Set(name+"-day", strconv.Itoa(day.Date()))
	}
	return f
}

// SetAmount fills an amount as it was said.
func (f *Form) SetAmount(name string, amount Amount) *Form {
	return f.Set(name, amount.Text).Set(name+"-per", string(amount.Per))
}

// Name says what a field, and every one whose name begins with it and a hyphen, is about: "务工收入（马*强）". The list of errors puts it
// first, where one page asks the same of many things.
func (f *Form) Name(field, about string) *Form {
	f.names = append(f.names, fieldName{field, about})
	return f
}

// about is what a field is about; empty where nobody said it.
func (f *Form) about(field string) string {
	for _, one := range f.names {
		if field == one.field || strings.HasPrefix(field, one.field+"-") {
			return one.about
		}
	}
	return ""
}

// Refuse marks a field as wrong; the message stands in the catalogue. An empty name means the form as a whole; an address of ours, which
// begins with a slash, is where it is put right.
func (f *Form) Refuse(name, key string, pairs ...any) {
	f.errors = append(f.errors, fault.Field(name, key, pairs...))
}

// Take takes an act's refusal into the form: a fault.List and every fault.Invalid is shown at its fields and gives nil;
// any other error comes back, to be returned from the handler.
func (f *Form) Take(err error) error {
	var list fault.List
	if errors.As(err, &list) {
		f.errors = append(f.errors, list...)
		return nil
	}
	var one *fault.Error
	if errors.As(err, &one) && one.Kind == fault.Invalid {
		f.errors = append(f.errors, one)
		return nil
	}
	return err
}

// Valid says that nothing was refused so far.
func (f *Form) Valid() bool { return len(f.errors) == 0 }

// Wrong is the message at a field in the reader's language; empty when there is none.
func (f *Form) Wrong(name string) string {
	for _, one := range f.errors {
		if one.Field == name {
			return one.Message(f.r.Language)
		}
	}
	return ""
}

// Require refuses an empty field: "please fill in <label>". It gives the text.
func (f *Form) Require(name, label string) string {
	text := f.Text(name)
	if text == "" {
		f.refuseUnsaid(name, "page.form.required", label)
	}
	return text
}

// refuseUnsaid says what is not filled in or chosen. A label that is a question itself is not joined to "please choose".
func (f *Form) refuseUnsaid(name, key, label string) {
	if strings.HasSuffix(label, "\uff1f") || strings.HasSuffix(label, "?") || strings.HasSuffix(label, "\u5417") {
		key = "page.form.answer"
	}
	f.Refuse(name, key, "label", label)
}

// RequireChoice refuses anything but one of the values: "please choose <label>". It gives the value, or nothing.
func (f *Form) RequireChoice(name, label string, values ...string) string {
	if chosen := f.Text(name); chosen != "" && slices.Contains(values, chosen) {
		return chosen
	}
	f.refuseUnsaid(name, "page.form.choose", label)
	return ""
}

// Amount is an amount of money as a person typed it, and what was read.
type Amount struct {
	Text  string        // as typed
	Per   period.Length // the period in which the person counts; Unsaid for a plain amount
	Fen   money.Fen     // what was read
	Given bool          // a readable amount was typed
}

// Amount reads an amount; an unreadable one is refused, an empty one is simply not given.
func (f *Form) Amount(name string) Amount {
	amount := Amount{Text: f.Typed(name)}
	switch per := period.Length(f.Text(name + "-per")); per {
	case period.Month, period.Year, period.Unsaid:
		amount.Per = per
	default:
	}
	if f.Text(name) == "" {
		return amount
	}
	fen, err := money.Parse(amount.Text)
	if errors.Is(err, money.ErrTooLarge) {
		f.Refuse(name, "page.form.amount.large")
		return amount
	}
	if err != nil {
		f.Refuse(name, "page.form.amount.unreadable")
		return amount
	}
	amount.Fen, amount.Given = fen, true
	return amount
}

// RequireAmount refuses an amount that is not given, or one whose period is not said.
func (f *Form) RequireAmount(name, label string) Amount {
	amount := f.Amount(name)
	switch {
	case !amount.Given && f.Wrong(name) == "":
		f.refuseUnsaid(name, "page.form.required", label)
	case amount.Given && amount.Per == period.Unsaid:
		f.Refuse(name+"-per", "page.form.amount.period")
	}
	return amount
}

// Day is a day as a person typed it, and what was read.
type Day struct {
	Year, Month, Date string     // as typed
	Day               period.Day // what was read; zero when not given or unreadable
}

// Given says whether a real day was typed.
func (d Day) Given() bool { return !d.Day.IsZero() }

// Day reads a day from its three boxes; an incomplete or impossible one is refused, an empty one is simply not given.
func (f *Form) Day(name string) Day {
	day := Day{Year: f.Typed(name), Month: f.Typed(name + "-month"), Date: f.Typed(name + "-day")}
	year, month, date := narrow(day.Year), narrow(day.Month), narrow(day.Date)
	switch {
	case year == "" && month == "" && date == "":
	case year == "" || month == "" || date == "":
		f.Refuse(name, "page.form.day.incomplete")
	default:
		parsed, err := period.ParseDay(pad(year, 4) + "-" + pad(month, 2) + "-" + pad(date, 2))
		if err != nil || len(year) != 4 {
			f.Refuse(name, "page.form.day.unreal")
			break
		}
		day.Day = parsed
	}
	return day
}

// RequireDay refuses a day that is not given.
func (f *Form) RequireDay(name, label string) Day {
	day := f.Day(name)
	if !day.Given() && f.Wrong(name) == "" {
		f.refuseUnsaid(name, "page.form.required", label)
	}
	return day
}

// Whole reads a whole number from 0 to most; an unreadable one is refused, an empty one gives false.
func (f *Form) Whole(name string, most int) (int, bool) {
	text := narrow(f.Typed(name))
	if text == "" {
		return 0, false
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 0 || number > most {
		f.Refuse(name, "page.form.whole", "most", most)
		return 0, false
	}
	return number, true
}

// File is an uploaded file.
type File struct {
	Name    string
	Content []byte
}

// File reads an uploaded file of at most so many bytes; a larger one and an empty one are refused, none gives false. What it is must be told
// from its content, never from its name.
func (f *Form) File(name string, most int64) (File, bool) {
	if f.r.MultipartForm == nil || len(f.r.MultipartForm.File[name]) == 0 {
		return File{}, false
	}
	head := f.r.MultipartForm.File[name][0]
	if head.Size == 0 {
		if head.Filename != "" { // a browser sends a part without a name where nothing was chosen
			f.Refuse(name, "page.form.file.empty")
		}
		return File{}, false
	}
	if head.Size > most {
		f.Refuse(name, "page.form.file.large", "megabytes", most>>20)
		return File{}, false
	}
	opened, err := head.Open()
	if err != nil {
		f.Refuse(name, "page.form.unreadable")
		return File{}, false
	}
	defer func() { _ = opened.Close() }()
	content, err := io.ReadAll(opened)
	if err != nil {
		f.Refuse(name, "page.form.unreadable")
		return File{}, false
	}
	return File{Name: head.Filename, Content: content}, true
}

// narrow turns full-width digits into plain ones and drops space and the characters for year, month and day.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\uff10' && r <= '\uff19':
			return r - '\uff10' + '0'
		case strings.ContainsRune(" \u3000年月日号", r):
			return -1
		}
		return r
	}, text)
}

func pad(text string, length int) string {
	if len(text) >= length {
		return text
	}
	return strings.Repeat("0", length-len(text)) + text
}
