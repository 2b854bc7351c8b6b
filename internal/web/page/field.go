package page

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Field describes one question of a form. Name is the field's name, its id and the target of the error summary.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Title        bool   // the label is the page's h1: one question a page
	Optional     bool   // says so beside the label
	Width        int    // in characters: 2, 3, 4, 5, 10, 20 or 30; 0 is the whole column
	Type         string // of an input: text (default), tel, password, email, search
	InputMode    string // the keyboard that a phone shows: numeric, decimal, tel
	Autocomplete string
	Suffix       string // a unit after the box
	Rows         int    // of a textarea; 0 is 5
	Accept       string // of a file: image/*, .xlsx
	Capture      bool   // a phone opens its camera
	Inline       bool   // radios side by side
	Small        bool   // small radios and checkboxes, for dense console pages
	ReadAloud    bool   // offers to read label and hint aloud
}

// Choice is one answer of radios, checkboxes or a select.
type Choice struct {
	Value  string
	Label  string
	Hint   string
	Within templ.Component // asked only when chosen; without JavaScript it is always shown
	Apart  bool            // "none of these": set apart by 或者
}

// oneError is a line of the error summary: where it leads, and what it says.
type oneError struct{ target, text string }

func (f *Form) summary() []oneError {
	lines := make([]oneError, 0, len(f.errors))
	for _, one := range f.errors {
		text := one.Message(f.r.Language)
		if about := f.about(one.Field); about != "" {
			text = f.r.T("page.error.named", "name", about, "text", text)
		}
		target := one.Field
		if target != "" && target[0] != '/' {
			target = "#" + target
		}
		lines = append(lines, oneError{target: target, text: text})
	}
	return lines
}

// Errors are the refusals so far, for tests and for answers that are not pages.
func (f *Form) Errors() fault.List { return f.errors }

// describedBy joins the ids of the hint and the error for screen readers.
func (f *Form) describedBy(field Field) templ.Attributes {
	var ids []string
	if field.Hint != "" {
		ids = append(ids, field.Name+"-hint")
	}
	if f.Wrong(field.Name) != "" {
		ids = append(ids, field.Name+"-error")
	}
	if len(ids) == 0 {
		return nil
	}
	return templ.Attributes{"aria-describedby": strings.Join(ids, " ")}
}

func (f *Form) groupClass(names ...string) string {
	for _, name := range names {
		if f.Wrong(name) != "" {
			return "govuk-form-group govuk-form-group--error"
		}
	}
	return "govuk-form-group"
}

func (f *Form) inputClass(field Field) string {
	class := "govuk-input"
	if f.Wrong(field.Name) != "" {
		class += " govuk-input--error"
	}
	switch field.Width {
	case 2, 3, 4, 5, 10, 20, 30:
		class += " govuk-input--width-" + strconv.Itoa(field.Width)
	}
	return class
}

func (f Field) inputAttributes() templ.Attributes {
	attributes := templ.Attributes{}
	if f.InputMode != "" {
		attributes["inputmode"] = f.InputMode
	}
	if f.Autocomplete != "" {
		attributes["autocomplete"] = f.Autocomplete
	}
	return attributes
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// value is what an input shows again; a password never comes back.
func (f *Form) value(field Field) string {
	if field.Type == "password" {
		return ""
	}
	return f.Typed(field.Name)
}

func (f *Form) perChoices() []Choice {
	return []Choice{
		{Value: string(period.Month), Label: f.r.T("page.form.per.month")},
		{Value: string(period.Year), Label: f.r.T("page.form.per.year")},
	}
}

// choiceID gives the first choice the field's own id, so that the error summary leads to it.
func choiceID(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i+1)
}

func rows(n int) string {
	if n == 0 {
		n = 5
	}
	return strconv.Itoa(n)
}

func when(yes bool, class string) string {
	if yes {
		return class
	}
	return ""
}

func choiceAttributes(field Field, choice Choice, i int) templ.Attributes {
	attributes := templ.Attributes{"data-choice": true}
	if choice.Apart {
		attributes["data-apart"] = true
	}
	if choice.Hint != "" {
		attributes["aria-describedby"] = choiceID(field.Name, i) + "-item-hint"
	}
	if choice.Within != nil {
		attributes["data-reveals"] = "conditional-" + choiceID(field.Name, i)
	}
	return attributes
}

func fileAttributes(field Field) templ.Attributes {
	attributes := templ.Attributes{}
	if field.Accept != "" {
		attributes["accept"] = field.Accept
	}
	if field.Capture {
		attributes["capture"] = "environment"
	}
	return attributes
}
