-- +goose Up
-- A form that was printed for a household, to be filled in by hand: its number and its QR picture lead back to its entry.
CREATE TABLE paper_sheet (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    number      TEXT NOT NULL,
    form        TEXT NOT NULL,
    edition     TEXT NOT NULL,
    run         TEXT NOT NULL,
    printed_at  BIGINT NOT NULL,
    printed_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, number)
);
CREATE INDEX paper_sheet_household ON paper_sheet (county, household, printed_at);
CREATE INDEX paper_sheet_run ON paper_sheet (county, run, household);

-- A village's forms in one file: ordered once, drawn by a job, fetched once. The file itself lies sealed beside the database.
CREATE TABLE form_run (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    region      TEXT NOT NULL,
    forms       TEXT NOT NULL,
    asked_at    BIGINT NOT NULL,
    asked_by    TEXT NOT NULL,
    households  BIGINT NOT NULL,
    reached     TEXT NOT NULL,
    sheets      BIGINT NOT NULL,
    file_hash   TEXT NOT NULL,
    file_size   BIGINT NOT NULL,
    ready_at    BIGINT NOT NULL,
    fetched_at  BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX form_run_asked ON form_run (county, asked_by, asked_at);

-- What one officer has typed from a sheet, with its scan. It counts only when another person has looked.
CREATE TABLE sheet_entry (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    number      TEXT NOT NULL,
    declarant   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    since       TEXT NOT NULL,
    signed_on   TEXT NOT NULL,
    lines       BYTEA NOT NULL,
    scan_hash   TEXT NOT NULL,
    scan_type   TEXT NOT NULL,
    scan_size   BIGINT NOT NULL,
    entered_at  BIGINT NOT NULL,
    entered_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX sheet_entry_household ON sheet_entry (county, household, entered_at);
CREATE INDEX sheet_entry_number ON sheet_entry (county, number);

-- What somebody did with an entry: compared, typed again, proposed, agreed, rejected.
CREATE TABLE sheet_event (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    entry       TEXT NOT NULL,
    household   TEXT NOT NULL,
    event       TEXT NOT NULL,
    lines       BYTEA NOT NULL,
    words       BYTEA NOT NULL,
    declaration TEXT NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX sheet_event_entry ON sheet_event (county, entry, at);
CREATE INDEX sheet_event_household ON sheet_event (county, household, at);

-- What a second person has typed so far; it is that person's alone and goes when it is handed in.
CREATE TABLE sheet_draft (
    county      TEXT NOT NULL,
    entry       TEXT NOT NULL,
    officer     TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    lines       BYTEA NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (county, entry, officer)
);
CREATE INDEX sheet_draft_household ON sheet_draft (county, household);
-- Which entries wait, by place: a projection of the entries and events above, written with them.
CREATE TABLE sheet_open (
    county      TEXT NOT NULL,
    entry       TEXT NOT NULL,
    household   TEXT NOT NULL,
    region      TEXT NOT NULL,
    state       TEXT NOT NULL,
    since       BIGINT NOT NULL,
    PRIMARY KEY (county, entry)
);
CREATE INDEX sheet_open_region ON sheet_open (county, region, since);
