-- +goose Up
-- Who goes where on which day. Another day or other officers are a new row that names the one it replaces.
CREATE TABLE visit_assignment (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    household    TEXT NOT NULL,
    region       TEXT NOT NULL,
    on_day       TEXT NOT NULL,
    first        TEXT NOT NULL,
    second       TEXT NOT NULL,
    method       TEXT NOT NULL,
    sample       TEXT NOT NULL,
    again        TEXT NOT NULL,
    replaces     TEXT NOT NULL,
    assigned_at  BIGINT NOT NULL,
    assigned_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX visit_assignment_household ON visit_assignment (county, household, assigned_at);
CREATE INDEX visit_assignment_region ON visit_assignment (county, region, on_day);
CREATE INDEX visit_assignment_replaces ON visit_assignment (county, replaces);
-- Nobody was met, or the household did not want it: with the reason and the next appointment.
CREATE TABLE visit_attempt (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    assignment  TEXT NOT NULL,
    household   TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    on_day      TEXT NOT NULL,
    next_on     TEXT NOT NULL,
    reason      BYTEA NOT NULL,
    told        BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX visit_attempt_household ON visit_attempt (county, household, at);
CREATE INDEX visit_attempt_assignment ON visit_attempt (county, assignment, at);
-- The form in the making, kept at every step and sealed; it is no fact yet and goes when its visit is recorded.
CREATE TABLE visit_draft (
    county      TEXT NOT NULL,
    assignment  TEXT NOT NULL,
    household   TEXT NOT NULL,
    id          TEXT NOT NULL,
    started_by  TEXT NOT NULL,
    replaces    TEXT NOT NULL,
    edition     TEXT NOT NULL,
    form        BYTEA NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (county, assignment)
);
-- What two officers saw. The id was made by the device; a correction is a new row that names the one it replaces.
CREATE TABLE visit (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    assignment   TEXT NOT NULL,
    household    TEXT NOT NULL,
    method       TEXT NOT NULL,
    first        TEXT NOT NULL,
    second       TEXT NOT NULL,
    as_of        TEXT NOT NULL,
    edition      TEXT NOT NULL,
    form         BYTEA NOT NULL,
    replaces     TEXT NOT NULL,
    reason       BYTEA NOT NULL,
    recorded_at  BIGINT NOT NULL,
    recorded_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX visit_household ON visit (county, household, recorded_at);
CREATE INDEX visit_of_assignment ON visit (county, assignment, recorded_at);
-- The second officer's answer, in a session of the own.
CREATE TABLE visit_confirmation (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    visit      TEXT NOT NULL,
    household  TEXT NOT NULL,
    agrees     BIGINT NOT NULL,
    reason     BYTEA NOT NULL,
    signature  BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, visit)
);
CREATE INDEX visit_confirmation_household ON visit_confirmation (county, household, at);
CREATE TABLE visit_photo (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    assignment  TEXT NOT NULL,
    household   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    caption     BYTEA NOT NULL,
    hash        TEXT NOT NULL,
    type        TEXT NOT NULL,
    size        BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX visit_photo_assignment ON visit_photo (county, assignment, at);
-- A drawn sample with everything that drawing it again needs: file numbers and villages, no names.
CREATE TABLE visit_sample (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    region      TEXT NOT NULL,
    population  TEXT NOT NULL,
    design      TEXT NOT NULL,
    confidence  BIGINT NOT NULL,
    margin      BIGINT NOT NULL,
    seed        TEXT NOT NULL,
    frame       TEXT NOT NULL,
    chosen      TEXT NOT NULL,
    households  BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX visit_sample_region ON visit_sample (county, region, at);
