-- +goose Up
-- Reference tables (exempt from "county first", see storagetest): county_office.
CREATE TABLE county_office (
    county      TEXT NOT NULL,
    agency      TEXT NOT NULL,
    code_word   TEXT NOT NULL,
    phone       TEXT NOT NULL,
    address     TEXT NOT NULL,
    reconsider  TEXT NOT NULL,
    demo        BIGINT NOT NULL,
    edition     TEXT NOT NULL,
    PRIMARY KEY (county)
);

-- The county's log. Columns beside payload repeat what the payload says, for lists; verification compares them.
CREATE TABLE log_entry (
    county      TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    actor_kind  TEXT NOT NULL,
    actor_id    TEXT NOT NULL,
    household   TEXT NOT NULL,
    region      TEXT NOT NULL,
    commitment  BYTEA NOT NULL,
    salt        BYTEA,
    payload     BYTEA,
    PRIMARY KEY (county, seq)
);
CREATE INDEX log_entry_household ON log_entry (county, household, seq);
CREATE INDEX log_entry_actor ON log_entry (county, actor_id, seq);
CREATE INDEX log_entry_kind ON log_entry (county, kind, seq);
CREATE TABLE log_hash (
    county  TEXT NOT NULL,
    idx     BIGINT NOT NULL,
    hash    BYTEA NOT NULL,
    PRIMARY KEY (county, idx)
);
CREATE TABLE log_head (
    county    TEXT NOT NULL,
    size      BIGINT NOT NULL,
    frontier  BYTEA NOT NULL,
    PRIMARY KEY (county)
);
CREATE TABLE log_checkpoint (
    county  TEXT NOT NULL,
    size    BIGINT NOT NULL,
    note    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (county, size)
);

CREATE TABLE used_key (
    county  TEXT NOT NULL,
    key     TEXT NOT NULL,
    actor   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    digest  TEXT NOT NULL,
    answer  BYTEA NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (county, key)
);

CREATE TABLE outbox (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    household  TEXT NOT NULL,
    officer    TEXT NOT NULL,
    topic      TEXT NOT NULL,
    detail     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    told_at    BIGINT,
    told_by    TEXT,
    told_how   TEXT,
    PRIMARY KEY (county, id)
);
CREATE INDEX outbox_waiting ON outbox (county, told_at, at);
CREATE INDEX outbox_household ON outbox (county, household, at);

CREATE TABLE number_series (
    county  TEXT NOT NULL,
    series  TEXT NOT NULL,
    year    BIGINT NOT NULL,
    last    BIGINT NOT NULL,
    PRIMARY KEY (county, series, year)
);
CREATE TABLE document (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    household    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    series       TEXT NOT NULL,
    year         BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    number       TEXT NOT NULL,
    public_code  TEXT NOT NULL,
    content      BYTEA NOT NULL,
    hash         TEXT NOT NULL,
    issued_at    BIGINT NOT NULL,
    issued_by    TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, series, year, seq),
    UNIQUE (county, public_code)
);
CREATE INDEX document_household ON document (county, household, issued_at);

CREATE TABLE household (
    county         TEXT NOT NULL,
    id             TEXT NOT NULL,
    number         TEXT NOT NULL,
    region         TEXT NOT NULL,
    address        BYTEA NOT NULL,
    kind           TEXT NOT NULL,
    registered_on  TEXT NOT NULL,
    version        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (county, id),
    UNIQUE (county, number)
);
CREATE INDEX household_region ON household (county, region, number);

-- A member's facts, one row a version: a later row with the same member corrects or continues the earlier one.
CREATE TABLE member (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    member      TEXT NOT NULL,
    household   TEXT NOT NULL,
    name        BYTEA NOT NULL,
    id_number   BYTEA NOT NULL,
    id_index    BYTEA NOT NULL,
    id_tail     BYTEA NOT NULL,
    phone       BYTEA NOT NULL,
    account     BYTEA NOT NULL,
    health      BYTEA NOT NULL,
    relation    TEXT NOT NULL,
    sex         TEXT NOT NULL,
    born_on     TEXT NOT NULL,
    capacity    TEXT NOT NULL,
    hukou       TEXT NOT NULL,
    from_on     TEXT NOT NULL,
    until_on    TEXT NOT NULL,
    reason      TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, member, seq)
);
CREATE INDEX member_household ON member (county, household, member, seq);
CREATE INDEX member_id_index ON member (county, id_index);

-- What a member is found by: a projection of member, rebuilt by doctor.
CREATE TABLE member_name (
    county     TEXT NOT NULL,
    key        TEXT NOT NULL,
    member     TEXT NOT NULL,
    household  TEXT NOT NULL,
    region     TEXT NOT NULL,
    PRIMARY KEY (county, key, member)
);
CREATE INDEX member_name_household ON member_name (county, household);

-- Kinship between a household and an official (近亲属备案): it recuses the officer and asks for the county's visit.
CREATE TABLE kinship (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    household    TEXT NOT NULL,
    member       TEXT NOT NULL,
    officer      TEXT NOT NULL,
    official     BYTEA NOT NULL,
    post         TEXT NOT NULL,
    relation     TEXT NOT NULL,
    disclosed_by TEXT NOT NULL,
    from_on      TEXT NOT NULL,
    until_on     TEXT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    recorded_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX kinship_household ON kinship (county, household);
CREATE INDEX kinship_officer ON kinship (county, officer);
