-- +goose Up
-- A draft of a policy edition, kept whole: its files are facts too. policy_draft_turn is only what acts about a draft take.
CREATE TABLE policy_draft (
    county         TEXT NOT NULL,
    id             TEXT NOT NULL,
    name           TEXT NOT NULL,
    title          TEXT NOT NULL,
    version        TEXT NOT NULL,
    digest         TEXT NOT NULL,
    source         TEXT NOT NULL,
    files          BIGINT NOT NULL,
    size           BIGINT NOT NULL,
    registered_at  BIGINT NOT NULL,
    registered_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE TABLE policy_file (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    draft    TEXT NOT NULL,
    path     TEXT NOT NULL,
    content  BYTEA NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, draft, path)
);
CREATE TABLE policy_draft_turn (
    county   TEXT NOT NULL,
    draft    TEXT NOT NULL,
    version  BIGINT NOT NULL,
    PRIMARY KEY (county, draft)
);
CREATE TABLE policy_consultation (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    draft      TEXT NOT NULL,
    opens_on   TEXT NOT NULL,
    closes_on  TEXT NOT NULL,
    words      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX policy_consultation_draft ON policy_consultation (county, draft, at);
CREATE TABLE policy_comment (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    draft    TEXT NOT NULL,
    anchor   TEXT NOT NULL,
    words    BYTEA NOT NULL,
    at       BIGINT NOT NULL,
    done_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX policy_comment_draft ON policy_comment (county, draft, at);
CREATE TABLE policy_answer (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    draft    TEXT NOT NULL,
    comment  TEXT NOT NULL,
    taken    BIGINT NOT NULL,
    words    BYTEA NOT NULL,
    at       BIGINT NOT NULL,
    done_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, comment)
);
CREATE INDEX policy_answer_draft ON policy_answer (county, draft, at);
CREATE TABLE policy_proposal (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    draft         TEXT NOT NULL,
    digest        TEXT NOT NULL,
    effective_on  TEXT NOT NULL,
    reason        TEXT NOT NULL,
    at            BIGINT NOT NULL,
    done_by       TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX policy_proposal_draft ON policy_proposal (county, draft, at);
CREATE TABLE policy_adoption (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    draft         TEXT NOT NULL,
    proposal      TEXT NOT NULL,
    name          TEXT NOT NULL,
    digest        TEXT NOT NULL,
    effective_on  TEXT NOT NULL,
    proposed_by   TEXT NOT NULL,
    at            BIGINT NOT NULL,
    done_by       TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, draft)
);
CREATE INDEX policy_adoption_effective ON policy_adoption (county, effective_on, at);

-- Legal opinions of the county, one row an event: the latest about a measure counts.
CREATE TABLE legal_opinion (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    measure    TEXT NOT NULL,
    event      TEXT NOT NULL,
    number     TEXT NOT NULL,
    dated_on   TEXT NOT NULL,
    office     TEXT NOT NULL,
    scan       TEXT NOT NULL,
    scan_type  TEXT NOT NULL,
    scan_size  BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    demo       BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX legal_opinion_measure ON legal_opinion (county, at, id);

-- What a county says about days and years beside the built-in table: the latest row about a day counts.
CREATE TABLE calendar_day (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    on_day   TEXT NOT NULL,
    mark     TEXT NOT NULL,
    name     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    notice   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    done_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX calendar_day_day ON calendar_day (county, on_day, at);
CREATE TABLE calendar_year (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    year     BIGINT NOT NULL,
    source   TEXT NOT NULL,
    days     BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    done_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, year)
);
