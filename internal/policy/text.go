package policy

import (
	"regexp"
	"strings"
)

var headingWithAnchor = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*\{#([^}\s]+)\}\s*$`)

// readArticles splits text.md at its headings with an anchor: "## heading {#anchor}".
func readArticles(text string) []Article {
	var articles []Article
	var body []string
	finish := func() {
		if len(articles) > 0 {
			articles[len(articles)-1].Text = strings.TrimSpace(strings.Join(body, "\n"))
		}
		body = nil
	}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if found := headingWithAnchor.FindStringSubmatch(line); found != nil {
			finish()
			articles = append(articles, Article{Heading: found[1], Anchor: found[2], Line: i + 1})
			continue
		}
		body = append(body, line)
	}
	finish()
	return articles
}
