-- +goose Up
-- An order to give back what was proven to be overpaid (追缴). Its months and basis are sealed; source says of which measure, or of which
-- line of an older list, it is: one order each.
CREATE TABLE recovery (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    region      TEXT NOT NULL,
    member      TEXT NOT NULL,
    source      TEXT NOT NULL,
    number      TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX recovery_source ON recovery (county, source);
CREATE INDEX recovery_household ON recovery (county, household, at);
CREATE INDEX recovery_region ON recovery (county, region, at);
CREATE INDEX recovery_number ON recovery (county, number);
-- One thing that happened to an order, with its lines of the ledger; they are sealed, and never change.
CREATE TABLE recovery_record (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    recovery    TEXT NOT NULL,
    household   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX recovery_record_recovery ON recovery_record (county, recovery, at, id);
CREATE INDEX recovery_record_household ON recovery_record (county, household, at);
-- A table of orders or of receipts as it was brought in, sealed.
CREATE TABLE recovery_file (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    region      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    name        BYTEA NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX recovery_file_region ON recovery_file (county, region, at);
