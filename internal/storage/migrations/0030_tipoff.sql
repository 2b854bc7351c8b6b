-- +goose Up
-- Something that somebody told the office (举报). What was said, and about whom, is sealed; the code by which the reporter asks is a
-- keyed mark. It names no household: nothing of it stands in a household's file.
CREATE TABLE tipoff (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    region      TEXT NOT NULL,
    way         TEXT NOT NULL,
    code        BYTEA NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX tipoff_region ON tipoff (county, region, at, id);
CREATE UNIQUE INDEX tipoff_code ON tipoff (county, code);
-- What was done with a tip-off, and by whom; the reporter's own later words have nobody.
CREATE TABLE tipoff_event (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    tipoff      TEXT NOT NULL,
    done        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX tipoff_event_tipoff ON tipoff_event (county, tipoff, at, id);
-- Who the reporter is, by the tip-off's id: sealed under another key than everything else.
CREATE TABLE tipoff_reporter (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    content     BYTEA NOT NULL,
    PRIMARY KEY (county, id)
);
