package policy

// words checks the texts that people read and sign.
func (c *checker) words() {
	if len(c.content.Notices) == 0 {
		c.wrong([]any{"notices"}, "missing", "field", "notices")
	}
	for i, notice := range c.content.Notices {
		c.filled(notice.Title, "notices", i, "title")
		if len(notice.Sections) == 0 {
			c.wrong([]any{"notices", i}, "missing", "field", "sections")
		}
		for j, section := range notice.Sections {
			c.filled(section.Heading, "notices", i, "sections", j, "heading")
			if len(section.Paragraphs) == 0 {
				c.wrong([]any{"notices", i, "sections", j}, "missing", "field", "paragraphs")
			}
		}
	}
	c.questions()
	for name, pledge := range map[string]PledgeText{"pledge": c.content.Pledge, "staff_pledge": c.content.StaffPledge} {
		c.filled(pledge.Version, name, "version")
		c.filled(pledge.Title, name, "title")
		if len(pledge.Promises) == 0 {
			c.wrong([]any{name}, "missing", "field", "promises")
		}
		for i, promise := range pledge.Promises {
			c.filled(promise.Text, name, "promises", i, "text")
		}
	}
	for name, text := range map[string]AuthorisationText{
		"authorisation": c.content.Authorisation, "obligor_authorisation": c.content.ObligorAuthorisation,
	} {
		for field, value := range map[string]string{
			"version": text.Version, "title": text.Title, "purpose": text.Purpose, "validity": text.Validity, "revocation": text.Revocation,
		} {
			c.filled(value, name, field)
		}
		if len(text.Sources) == 0 {
			c.wrong([]any{name}, "missing", "field", "sources")
		}
		for i, source := range text.Sources {
			c.filled(source.Name, name, "sources", i, "name")
			c.filled(source.Items, name, "sources", i, "items")
		}
	}
}

func (c *checker) questions() {
	c.filled(c.content.Understanding.Version, "understanding", "version")
	if len(c.content.Understanding.Questions) == 0 {
		c.wrong([]any{"understanding"}, "missing", "field", "questions")
	}
	for i, question := range c.content.Understanding.Questions {
		path := []any{"understanding", "questions", i}
		c.filled(question.Ask, append(path, "ask")...)
		c.filled(question.Teach, append(path, "teach")...)
		if len(question.Options) < 2 || question.Right < 0 || question.Right >= len(question.Options) {
			c.wrong(append(path, "right"), "no_right_option", "code", question.Code, "options", len(question.Options))
		}
	}
}
