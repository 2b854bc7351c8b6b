-- +goose Up
-- Something that may be looked into (线索): where it comes from, and sealed what it is about. Nothing follows from it by itself.
CREATE TABLE clue (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    region      TEXT NOT NULL,
    origin      TEXT NOT NULL,
    source      TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX clue_household ON clue (county, household, at);
CREATE INDEX clue_region ON clue (county, region, at);
-- What somebody did with a clue: assessed, closed, opened again, taken into a case. The reasons are sealed.
CREATE TABLE clue_event (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    clue        TEXT NOT NULL,
    household   TEXT NOT NULL,
    done        TEXT NOT NULL,
    cause       TEXT NOT NULL,
    follow_up   TEXT NOT NULL,
    matter      TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX clue_event_clue ON clue_event (county, clue, at, id);
CREATE INDEX clue_event_household ON clue_event (county, household, at);
-- Somebody's word for or against a household outside the procedure (打招呼、说情), as it was heard.
CREATE TABLE interference (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX interference_household ON interference (county, household, at);
-- Up to which comparison each household's differences have been made into clues.
CREATE TABLE clue_turn (
    county      TEXT NOT NULL,
    household   TEXT NOT NULL,
    run         TEXT NOT NULL,
    PRIMARY KEY (county, household)
);
