-- +goose Up
-- A case (案件): one act of one person that is looked into. Its stage is never stored: it follows from its records.
CREATE TABLE matter (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    region      TEXT NOT NULL,
    member      TEXT NOT NULL,
    conduct_on  TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX matter_household ON matter (county, household, at);
CREATE INDEX matter_region ON matter (county, region, at);
CREATE INDEX matter_member ON matter (county, member, at);
-- One thing that happened in a case: a talk, a notice, a statement, a proposal, a decision. Its content is sealed.
CREATE TABLE matter_record (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    matter      TEXT NOT NULL,
    household   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX matter_record_matter ON matter_record (county, matter, at, id);
CREATE INDEX matter_record_household ON matter_record (county, household, at);
-- An objection (异议) to a decision.
CREATE TABLE objection (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    matter      TEXT NOT NULL,
    household   TEXT NOT NULL,
    region      TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX objection_household ON objection (county, household, at);
CREATE INDEX objection_matter ON objection (county, matter, at);
CREATE INDEX objection_region ON objection (county, region, at);
-- One thing that happened to an objection. Its content is sealed.
CREATE TABLE objection_record (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    objection   TEXT NOT NULL,
    household   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX objection_record_objection ON objection_record (county, objection, at, id);
CREATE INDEX objection_record_household ON objection_record (county, household, at);
-- A measure (措施) of a decision. Whether it runs is never stored.
CREATE TABLE measure (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    matter      TEXT NOT NULL,
    household   TEXT NOT NULL,
    member      TEXT NOT NULL,
    code        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX measure_household ON measure (county, household, at);
CREATE INDEX measure_member ON measure (county, member, at);
-- One thing that happened to a measure: a hardship check, its beginning, its end. Its content is sealed.
CREATE TABLE measure_record (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    measure     TEXT NOT NULL,
    household   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX measure_record_household ON measure_record (county, household, at);
