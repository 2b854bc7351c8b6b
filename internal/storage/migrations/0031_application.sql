-- +goose Up
-- A request for assistance as it was registered (申请登记). Whom it is for, who asks for whom and what is said are sealed.
CREATE TABLE application (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    region      TEXT NOT NULL,
    number      TEXT NOT NULL,
    document    TEXT NOT NULL,
    applicant   TEXT NOT NULL,
    asked       TEXT NOT NULL,
    channel     TEXT NOT NULL,
    kin         TEXT NOT NULL,
    asked_on    TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX application_household ON application (county, household, at);
CREATE INDEX application_region ON application (county, region, at, id);
-- What happened to a request: referred, exempted, accepted, refused by two people … The reasons are sealed.
CREATE TABLE application_event (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    application TEXT NOT NULL,
    household   TEXT NOT NULL,
    done        TEXT NOT NULL,
    officer     TEXT NOT NULL,
    document    TEXT NOT NULL,
    content     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    done_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX application_event_application ON application_event (county, application, at, id);
CREATE INDEX application_event_household ON application_event (county, household, at);
-- A question of another system, with its purpose and what it was answered: register and refer, or no bar known.
CREATE TABLE application_check (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    asker       TEXT NOT NULL,
    household   TEXT NOT NULL,
    member      TEXT NOT NULL,
    asked       TEXT NOT NULL,
    answer      TEXT NOT NULL,
    purpose     BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX application_check_asker ON application_check (county, asker, at);
