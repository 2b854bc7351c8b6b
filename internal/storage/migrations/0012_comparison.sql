-- +goose Up
-- One comparison of one household: what the three sources stated and what was found, sealed, with the edition that ruled. The
-- counts beside them are what lists show; no name and no amount is in them.
CREATE TABLE comparison_run (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    household     TEXT NOT NULL,
    region        TEXT NOT NULL,
    edition       TEXT NOT NULL,
    digest        TEXT NOT NULL,
    cause         TEXT NOT NULL,
    batch         TEXT NOT NULL,
    inputs        BYTEA NOT NULL,
    found         BYTEA NOT NULL,
    at            BIGINT NOT NULL,
    done_by       TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX comparison_run_household ON comparison_run (county, household, at);
-- A region's comparison that an officer asked for.
CREATE TABLE comparison_batch (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    region     TEXT NOT NULL,
    households BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
-- Households that wait to be compared: marked in the act by which a source arrives, gone when they are compared.
CREATE TABLE comparison_due (
    county    TEXT NOT NULL,
    household TEXT NOT NULL,
    region    TEXT NOT NULL,
    cause     TEXT NOT NULL,
    batch     TEXT NOT NULL,
    since     BIGINT NOT NULL,
    next_at   BIGINT NOT NULL,
    tries     BIGINT NOT NULL,
    failure   TEXT NOT NULL,
    PRIMARY KEY (county, household)
);
CREATE INDEX comparison_due_turn ON comparison_due (county, next_at, since);
CREATE INDEX comparison_due_batch ON comparison_due (county, batch);
-- A household's latest run as lists show it: a projection, written with its run.
CREATE TABLE comparison_standing (
    county       TEXT NOT NULL,
    household    TEXT NOT NULL,
    number       TEXT NOT NULL,
    region       TEXT NOT NULL,
    run          TEXT NOT NULL,
    compared     BIGINT NOT NULL,
    counted      BIGINT NOT NULL,
    changed      BIGINT NOT NULL,
    late         BIGINT NOT NULL,
    incomparable BIGINT NOT NULL,
    no_declaration BIGINT NOT NULL,
    no_visit     BIGINT NOT NULL,
    no_platform  BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (county, household)
);
CREATE INDEX comparison_standing_region ON comparison_standing (county, region, number);
