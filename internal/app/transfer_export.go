package app

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework/comparison"
	"chengxin/internal/casework/register"
	pure "chengxin/internal/comparison"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Export is what `chengxin export` is asked for: a place's register or its three sources, by a named officer, for a purpose.
type Export struct {
	Place    region.Code
	Officer  string // login name
	Purpose  string
	Full     bool // unmasked, which takes the permission to reveal
	Out      string
	Language wording.Language
}

// fromTheCommandLine is how the log tells what was asked for on the machine itself.
const fromTheCommandLine = "command"

// officerByLogin is a named officer with the roles of now. NotFound, Forbidden.
func (a *App) officerByLogin(ctx context.Context, county region.Code, login string) (access.Actor, error) {
	officer, err := a.userByLogin(ctx, county, login)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return access.Actor{}, fault.New(fault.NotFound, "transfer.no_officer", "login", login)
		}
		return access.Actor{}, err
	}
	actor, err := a.Acts.People.ActingAs(ctx, county, officer.ID)
	if fault.KindOf(err) == fault.Forbidden && err != nil {
		return access.Actor{}, fault.New(fault.Forbidden, "transfer.officer_closed", "login", login)
	}
	return actor, err
}

// demonstrates says whether a county's households are invented.
func (a *App) demonstrates(ctx context.Context, county region.Code) (bool, error) {
	offices, err := a.DB.Read().Offices(ctx)
	for _, office := range offices {
		if office.County == county {
			return office.Demo, err
		}
	}
	return false, err
}

// ExportSources writes what the three sources state of a place's households as declaration.csv, visit.csv and platform.csv in
// the long form. `chengxin compare` on them finds what the program's own comparison finds. An export that fails leaves no file.
func (a *App) ExportSources(ctx context.Context, asked Export, people io.Writer) (err error) {
	county := asked.Place.County()
	actor, err := a.officerByLogin(ctx, county, asked.Officer)
	if err != nil {
		return err
	}
	demo, err := a.demonstrates(ctx, county)
	if err != nil {
		return err
	}
	files, err := newSourceFiles(asked.Out, demo)
	if err != nil {
		return err
	}
	defer func() { err = files.close(err) }()
	done, err := a.Acts.Comparison.ExportSources(ctx, actor, comparison.Export{Place: asked.Place, Purpose: asked.Purpose, Full: asked.Full, Channel: fromTheCommandLine}, files.put)
	if err != nil {
		return err
	}
	say(people, asked.Language, "transfer.exported.sources", "households", done.Households, "declaration", files.rows[0], "visit", files.rows[1], "platform", files.rows[2], "folder", asked.Out)
	if done.Recused > 0 {
		say(people, asked.Language, "transfer.exported.recused", "households", done.Recused)
	}
	if asked.Full {
		say(people, asked.Language, "transfer.exported.full")
	}
	return nil
}

func say(people io.Writer, language wording.Language, key string, pairs ...any) {
	_, _ = fmt.Fprintln(people, wording.T(language, key, pairs...))
}

// sourceFiles are the three files while they are written. They take their names when all is well.
type sourceFiles struct {
	folder string
	demo   bool
	files  [3]*os.File
	writes [3]*bufio.Writer
	tables [3]*csv.Writer
	rows   [3]int64
}

func newSourceFiles(folder string, demo bool) (*sourceFiles, error) {
	s := &sourceFiles{folder: folder, demo: demo}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, cannotWrite(folder, err)
	}
	header := comparison.LongForm()
	if demo {
		header = append(header, "remark")
	}
	for i := range s.files {
		if _, err := os.Stat(s.path(i)); err == nil {
			return nil, s.close(fault.New(fault.Conflict, "transfer.exists", "file", s.path(i)))
		}
		file, err := os.CreateTemp(folder, ".export-*")
		if err != nil {
			return nil, s.close(cannotWrite(folder, err))
		}
		s.files[i] = file
		s.writes[i] = bufio.NewWriterSize(file, 1<<16)
		s.tables[i] = csv.NewWriter(s.writes[i])
		if err := s.tables[i].Write(header); err != nil {
			return nil, s.close(cannotWrite(folder, err))
		}
	}
	return s, nil
}

func cannotWrite(where string, err error) error {
	return fault.New(fault.Unavailable, "transfer.cannot_write", "where", where, "why", err).Because(err)
}

func (s *sourceFiles) path(source int) string {
	return filepath.Join(s.folder, pure.Sources()[source].String()+".csv")
}

func (s *sourceFiles) put(one comparison.Exported) error {
	for source, rows := range one.Sources {
		for _, row := range rows {
			fields := row.Fields(one.Number)
			if s.demo {
				fields = append(fields, wording.T(wording.Chinese, "transfer.demo"))
			}
			if err := s.tables[source].Write(fields); err != nil {
				return cannotWrite(s.folder, err)
			}
			s.rows[source]++
		}
	}
	return nil
}

// close gives the files their names, or removes them when something failed.
func (s *sourceFiles) close(failed error) error {
	for i, file := range s.files {
		if file == nil {
			continue
		}
		s.tables[i].Flush()
		err := errors.Join(s.tables[i].Error(), s.writes[i].Flush(), file.Sync(), file.Close())
		if err != nil && failed == nil {
			failed = cannotWrite(s.folder, err)
		}
	}
	for i, file := range s.files {
		if file == nil {
			continue
		}
		if failed == nil {
			if err := os.Rename(file.Name(), s.path(i)); err != nil {
				failed = cannotWrite(s.path(i), err)
			}
		}
		if failed != nil {
			_ = os.Remove(file.Name()) // the refusal is what is told
		}
	}
	return failed
}

// ExportRegister writes a place's register as a workbook, or as CSV for a name that ends in .csv: what the import reads again.
func (a *App) ExportRegister(ctx context.Context, asked Export, people io.Writer) error {
	county := asked.Place.County()
	actor, err := a.officerByLogin(ctx, county, asked.Officer)
	if err != nil {
		return err
	}
	if _, err := os.Stat(asked.Out); err == nil {
		return fault.New(fault.Conflict, "transfer.exists", "file", asked.Out)
	}
	demo, err := a.demonstrates(ctx, county)
	if err != nil {
		return err
	}
	households := 0
	book := exchange.RegisterBook{Place: asked.Place, Demo: demo, Number: true, Lines: func(put func(exchange.RegisterLine) error) error {
		households, err = a.Acts.Imports.ExportRegister(ctx, actor, asked.Place, asked.Purpose, asked.Full, func(one register.Exported) error {
			for _, line := range exchange.RegisterLines(asked.Place, one) {
				if err := put(line); err != nil {
					return err
				}
			}
			return nil
		})
		return err
	}}
	write := exchange.WriteRegister
	if strings.EqualFold(filepath.Ext(asked.Out), ".csv") {
		write = exchange.WriteRegisterCSV
	}
	content, err := write(book)
	if err != nil {
		return err
	}
	if err := writeNew(asked.Out, content); err != nil {
		return err
	}
	say(people, asked.Language, "transfer.exported.register", "households", households, "file", asked.Out)
	if asked.Full {
		say(people, asked.Language, "transfer.exported.full")
	}
	return nil
}

// writeNew writes a file that is not there yet, readable by this user alone, whole or not at all.
func writeNew(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return cannotWrite(path, err)
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Link(file.Name(), path) // never over a file that came in between
	}
	_ = os.Remove(file.Name())
	if errors.Is(err, os.ErrExist) {
		return fault.New(fault.Conflict, "transfer.exists", "file", path)
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	return nil
}
