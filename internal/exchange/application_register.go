package exchange

import (
	"bytes"
	"errors"

	"github.com/xuri/excelize/v2"

	steps "chengxin/internal/casework/application"
	"chengxin/internal/region"
)

// applicationColumns are the columns of the register of requests, with their widths in characters.
var applicationColumns = []struct {
	name  string
	width float64
}{
	{"number", 22}, {"file", 22}, {"place", 26}, {"asked", 18}, {"channel", 14}, {"on", 14}, {"by", 12}, {"apart", 16}, {"state", 18}, {"officer", 12}, {"last", 18}, {"last_by", 14},
}

// WriteApplications writes the register of requests for assistance (救助申请登记簿) as a workbook: every cell is text, and nobody in it is named
// but officers.
func WriteApplications(list steps.List, officers map[string]string, demo bool) (content []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	sheet := zh("application.sheet.title")
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DCE6F1"}}})
	if err != nil {
		return nil, err
	}
	at := 1
	put := func(texts []string, style int) error {
		for i, text := range texts {
			cell, err := excelize.CoordinatesToCellName(i+1, at)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(sheet, cell, text); err != nil {
				return err
			}
			if style != 0 {
				if err := f.SetCellStyle(sheet, cell, cell, style); err != nil {
					return err
				}
			}
		}
		at++
		return nil
	}
	if demo {
		if err := put([]string{zh("application.sheet.demo")}, head); err != nil {
			return nil, err
		}
	}
	var titles []string
	for i, column := range applicationColumns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return nil, err
		}
		if err := f.SetColWidth(sheet, letter, letter, column.width); err != nil {
			return nil, err
		}
		titles = append(titles, zh("application.sheet."+column.name))
	}
	if err := put(titles, head); err != nil {
		return nil, err
	}
	for _, one := range list.Rows {
		if err := put(applicationTexts(one, officers), 0); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func applicationTexts(one steps.Row, officers map[string]string) []string {
	apart := ""
	if one.Apart {
		apart = zh("application.yes")
	}
	return []string{
		one.Number, one.File, region.FullName(one.Region), zh("application.kind." + string(one.Asked)), zh("application.channel." + string(one.Channel)), one.On.String(),
		officers[one.By], apart, zh("application.state." + string(one.State)), officers[one.Officer], one.Last.Format("2006-01-02 15:04"), officers[one.LastBy],
	}
}
