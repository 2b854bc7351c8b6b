-- +goose Up
-- How a source's files are read: the latest of a source counts.
CREATE TABLE verification_mapping (
    county    TEXT NOT NULL,
    id        TEXT NOT NULL,
    source    TEXT NOT NULL,
    mapping   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    done_by   TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX verification_mapping_source ON verification_mapping (county, source, at);
-- One uploaded file of one source, checked: who, when, which file by its hash, and what it was found to hold.
CREATE TABLE verification_file (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    region       TEXT NOT NULL,
    source       TEXT NOT NULL,
    as_of        TEXT NOT NULL,
    mapping      TEXT NOT NULL,
    name         BYTEA NOT NULL,
    hash         TEXT NOT NULL,
    bytes        BIGINT NOT NULL,
    form         TEXT NOT NULL,
    rows         BIGINT NOT NULL,
    good         BIGINT NOT NULL,
    households   BIGINT NOT NULL,
    unknown      BIGINT NOT NULL,
    unauthorised BIGINT NOT NULL,
    wrong        BIGINT NOT NULL,
    earlier      BIGINT NOT NULL,
    follows      TEXT NOT NULL,
    at           BIGINT NOT NULL,
    done_by      TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX verification_file_at ON verification_file (county, at);
CREATE INDEX verification_file_hash ON verification_file (county, hash);
CREATE TABLE verification_file_turn (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    file     TEXT NOT NULL,
    turn     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    done_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, file, turn)
);
-- The file itself, what is to be recorded of it and what was refused, sealed: no facts, and erased after 30 days.
CREATE TABLE verification_file_part (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    file        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    part        BIGINT NOT NULL,
    state       TEXT NOT NULL,
    households  BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    content     BYTEA NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, file, kind, part)
);
-- What one file states about one household.
CREATE TABLE verification_report (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    household  TEXT NOT NULL,
    file       TEXT NOT NULL,
    source     TEXT NOT NULL,
    as_of      TEXT NOT NULL,
    lines      BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, file, household)
);
CREATE INDEX verification_report_household ON verification_report (county, household, at);
-- A person says that one result of one source is not right, in the own words.
CREATE TABLE verification_dispute (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    household  TEXT NOT NULL,
    region     TEXT NOT NULL,
    report     TEXT NOT NULL,
    file       TEXT NOT NULL,
    source     TEXT NOT NULL,
    member     TEXT NOT NULL,
    item       TEXT NOT NULL,
    words      BYTEA NOT NULL,
    channel    TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX verification_dispute_household ON verification_dispute (county, household, at);
CREATE INDEX verification_dispute_region ON verification_dispute (county, region, at);
CREATE INDEX verification_dispute_file ON verification_dispute (county, file);
-- The answer, after the source was asked.
CREATE TABLE verification_answer (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    dispute    TEXT NOT NULL,
    household  TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    content    BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, dispute)
);
CREATE INDEX verification_answer_household ON verification_answer (county, household, at);
-- A letter that asks another county about one person (协查函), its reminders and its reply.
CREATE TABLE verification_enquiry (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    household  TEXT NOT NULL,
    region     TEXT NOT NULL,
    member     TEXT NOT NULL,
    other      TEXT NOT NULL,
    content    BYTEA NOT NULL,
    due_on     TEXT NOT NULL,
    document   TEXT NOT NULL,
    number     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX verification_enquiry_household ON verification_enquiry (county, household, at);
CREATE INDEX verification_enquiry_region ON verification_enquiry (county, region, at);
CREATE TABLE verification_enquiry_event (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    enquiry    TEXT NOT NULL,
    household  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    content    BYTEA NOT NULL,
    on_day     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX verification_enquiry_event_enquiry ON verification_enquiry_event (county, enquiry, at);
