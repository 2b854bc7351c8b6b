-- +goose Up
-- A household says that what two officers saw is not right, in its own words.
CREATE TABLE visit_dispute (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    visit       TEXT NOT NULL,
    assignment  TEXT NOT NULL,
    household   TEXT NOT NULL,
    words       BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX visit_dispute_household ON visit_dispute (county, household, at);
CREATE INDEX visit_dispute_assignment ON visit_dispute (county, assignment, at);
-- The answer, by an officer who was not one of the two.
CREATE TABLE visit_answer (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    dispute     TEXT NOT NULL,
    assignment  TEXT NOT NULL,
    household   TEXT NOT NULL,
    words       BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, dispute)
);
CREATE INDEX visit_answer_household ON visit_answer (county, household, at);
CREATE INDEX visit_answer_assignment ON visit_answer (county, assignment, at);
