-- +goose Up
-- A draft is kept at every step and sealed; it is no fact yet and goes when its declaration is made. The household's own
-- has no officer; what officers enter from sheets is theirs, so that neither overwrites the other.
CREATE TABLE declaration_draft (
    county       TEXT NOT NULL,
    household    TEXT NOT NULL,
    officer      TEXT NOT NULL,
    id           TEXT NOT NULL,
    started_by   TEXT NOT NULL,
    corrects     TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    edition      TEXT NOT NULL,
    lines        BYTEA NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (county, household, officer)
);
-- Who wants help with the declaration: a projection of the sealed answers, written with them, so that officers can be sent.
CREATE TABLE help_wanted (
    county     TEXT NOT NULL,
    household  TEXT NOT NULL,
    region     TEXT NOT NULL,
    items      BIGINT NOT NULL,
    since      BIGINT NOT NULL,
    PRIMARY KEY (county, household)
);
CREATE INDEX help_wanted_region ON help_wanted (county, region, since);
CREATE TABLE declaration (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    household     TEXT NOT NULL,
    number        BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    follows       TEXT NOT NULL,
    effective_on  TEXT NOT NULL,
    submitted_at  BIGINT NOT NULL,
    submitted_by  TEXT NOT NULL,
    declarant     TEXT NOT NULL,
    proxy         TEXT NOT NULL,
    channel       TEXT NOT NULL,
    sheet         TEXT NOT NULL,
    edition       TEXT NOT NULL,
    texts         TEXT NOT NULL,
    lines         BYTEA NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, household, number)
);
CREATE INDEX declaration_submitted ON declaration (county, submitted_at);
CREATE TABLE change_report (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    household    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    happened_on  TEXT NOT NULL,
    reported_at  BIGINT NOT NULL,
    reported_by  TEXT NOT NULL,
    declarant    TEXT NOT NULL,
    proxy        TEXT NOT NULL,
    channel      TEXT NOT NULL,
    words        BYTEA NOT NULL,
    edition      TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX change_report_household ON change_report (county, household, reported_at);
CREATE TABLE exit_event (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    exit       TEXT NOT NULL,
    household  TEXT NOT NULL,
    event      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    unit       TEXT NOT NULL,
    proxy      TEXT NOT NULL,
    channel    TEXT NOT NULL,
    words      BYTEA NOT NULL,
    revoke_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX exit_event_household ON exit_event (county, household, at);
CREATE INDEX exit_event_event ON exit_event (county, event, at);
