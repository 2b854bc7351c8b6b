package app

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/document"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// oneFamily is a transaction that knows the members of one household.
type oneFamily struct{ casework.Tx }

func (oneFamily) MemberVersions(context.Context, region.Code, string) ([]household.Member, error) {
	return []household.Member{{ID: "head", Name: "马国强", IDNumber: "99000019700501001X", Phone: "13800001234", Relation: household.HeadOfHousehold, Seq: 1}}, nil
}

// Every paper of the step prints, names the household with masked numbers, and holds no answer. With PLEDGE_PAPERS=DIR the
// PDFs are left to be looked at.
func TestThePapersOfTheDeclarationPrint(t *testing.T) {
	on := period.MustDay("2026-11-23")
	letters := declarationLetters{&App{Config: Config{BaseURL: "https://chengxin.example"}}}
	office := casework.Office{County: "640422", Agency: "西吉县民政局", CodeWord: "西民", Phone: "0954-0000000", Demo: true}
	paper := casework.Paper{Number: "西民回\u30142026\u301512号", Code: "abcdefghijklmnop", IssuedOn: on, Office: office, LogSize: 7, LogRoot: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}
	row := casework.HouseholdRow{ID: "h", Number: "640422100202-0001", Region: "640422100202"}
	noon := on.Start().Add(12 * time.Hour)
	declared := declaration.Declaration{
		ID: "d", Number: 2, Kind: declaration.Correction, EffectiveOn: on, SubmittedAt: noon, Declarant: "head", Channel: declaration.Paper, Sheet: "A-7", Proxy: "p",
		Lines: []declaration.Line{{Item: "P301", Member: "head", State: declaration.Given, Amount: 8888800, Said: "88888"}},
	}
	change := declaration.Change{Kind: declaration.IncomeUp, HappenedOn: period.MustDay("2026-06-01"), ReportedAt: noon, Words: "找到了活"}
	exit := declaration.ExitFact{At: noon, Channel: declaration.Oral, Words: "有工作了", RevokeBy: period.MustDay("2026-12-07")}
	for name, compose := range map[string]func() ([]byte, error){
		"receipt": func() ([]byte, error) {
			write, err := letters.Receipt(t.Context(), oneFamily{}, paper.Office.County, row, paper.IssuedOn)
			if err != nil {
				return nil, err
			}
			return write(paper, declared)
		},
		"change": func() ([]byte, error) {
			return letters.ChangeReceipt(t.Context(), oneFamily{}, paper, row, change, change.LastDay(3), change.InTime(3))
		},
		"exit": func() ([]byte, error) {
			return letters.ExitAcknowledgement(t.Context(), oneFamily{}, paper, row, exit, period.MustDay("2026-11-30"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			raw, err := compose()
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"88888", "8888800", "找到了活", "有工作了", "99000019700501001X", "13800001234", "declare.print"} {
				if strings.Contains(string(raw), secret) {
					t.Errorf("the paper holds %q", secret)
				}
			}
			if !strings.Contains(string(raw), "马国强") {
				t.Error("the paper does not say whose it is")
			}
			content, err := document.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			keepPaper(t, name, func(out *bytes.Buffer) error { return document.Render(out, content) })
		})
	}
}
