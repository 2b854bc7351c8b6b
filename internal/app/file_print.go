package app

import (
	"context"

	"chengxin/internal/casework"
	"chengxin/internal/document"
	"chengxin/internal/region"
	"chengxin/internal/web/console"
)

// filePrinter prints a household's file. It is no letter: it has no number, and nothing of it is kept.
type filePrinter struct{ app *App }

// PrintFile gives the file as a PDF on A4 with page numbers.
func (p filePrinter) PrintFile(ctx context.Context, county region.Code, file console.PrintedFile) ([]byte, error) {
	var office casework.Office
	offices, err := p.app.DB.Read().Offices(ctx)
	if err != nil {
		return nil, err
	}
	for _, one := range offices {
		if one.County == county {
			office = one
		}
	}
	content := document.Content{Kind: document.KindHouseholdFile, Title: file.Title, Number: file.Number, Agency: office.Agency, Demo: office.Demo}
	facts := document.Fields{PerRow: 1}
	for _, fact := range file.Facts {
		facts.Pairs = append(facts.Pairs, document.Field{Label: fact.Key, Value: fact.Value})
	}
	content.Blocks = document.Blocks{facts, document.Note{Text: file.Note}}
	for _, section := range file.Sections {
		content.Blocks = append(content.Blocks, document.Heading{Text: section.Heading, Level: 2})
		if len(section.Rows) == 0 {
			content.Blocks = append(content.Blocks, document.Paragraph{Text: section.Empty, Flush: true})
			continue
		}
		table := document.Table{Rows: section.Rows}
		for _, column := range section.Columns {
			table.Columns = append(table.Columns, document.Column{Title: column.Title, Share: column.Share})
		}
		content.Blocks = append(content.Blocks, table)
	}
	return drawn(content, false)
}
