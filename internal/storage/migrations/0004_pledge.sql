-- +goose Up
-- What was told, asked and signed. Everything but signing_code and access_slip is a fact: inserted, never changed.
CREATE TABLE notice_issue (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    household     TEXT NOT NULL,
    edition       TEXT NOT NULL,
    text_version  TEXT NOT NULL,
    text_hash     TEXT NOT NULL,
    channel       TEXT NOT NULL,
    language      TEXT NOT NULL,
    document      TEXT NOT NULL,
    issued_at     BIGINT NOT NULL,
    issued_by     TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX notice_issue_household ON notice_issue (county, household, issued_at);

CREATE TABLE notice_service (
    county         TEXT NOT NULL,
    id             TEXT NOT NULL,
    household      TEXT NOT NULL,
    issue          TEXT NOT NULL,
    text_version   TEXT NOT NULL,
    text_hash      TEXT NOT NULL,
    method         TEXT NOT NULL,
    served_at      BIGINT NOT NULL,
    receiver       BYTEA NOT NULL,
    relation       TEXT NOT NULL,
    member         TEXT NOT NULL,
    mark           TEXT NOT NULL,
    witness        BYTEA NOT NULL,
    language       TEXT NOT NULL,
    spoken         TEXT NOT NULL,
    read_aloud_by  BYTEA NOT NULL,
    document       TEXT NOT NULL,
    recorded_at    BIGINT NOT NULL,
    recorded_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX notice_service_household ON notice_service (county, household, served_at);

CREATE TABLE notice_reading (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    household     TEXT NOT NULL,
    member        TEXT NOT NULL,
    text_version  TEXT NOT NULL,
    text_hash     TEXT NOT NULL,
    confirmed     BIGINT NOT NULL,
    channel       TEXT NOT NULL,
    proxy         TEXT NOT NULL,
    at            BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX notice_reading_household ON notice_reading (county, household, at);

CREATE TABLE understanding_answer (
    county         TEXT NOT NULL,
    id             TEXT NOT NULL,
    household      TEXT NOT NULL,
    member         TEXT NOT NULL,
    text_version   TEXT NOT NULL,
    text_hash      TEXT NOT NULL,
    question       TEXT NOT NULL,
    choice         TEXT NOT NULL,
    is_right       BIGINT NOT NULL,
    is_first       BIGINT NOT NULL,
    channel        TEXT NOT NULL,
    language       TEXT NOT NULL,
    read_aloud_by  BYTEA NOT NULL,
    at             BIGINT NOT NULL,
    answered_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX understanding_answer_household ON understanding_answer (county, household, at);

CREATE TABLE understanding_done (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    household     TEXT NOT NULL,
    member        TEXT NOT NULL,
    text_version  TEXT NOT NULL,
    text_hash     TEXT NOT NULL,
    total         BIGINT NOT NULL,
    first_right   BIGINT NOT NULL,
    at            BIGINT NOT NULL,
    done_by       TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, household, member, text_hash)
);

CREATE TABLE pledge_signature (
    county        TEXT NOT NULL,
    id            TEXT NOT NULL,
    household     TEXT NOT NULL,
    text          TEXT NOT NULL,
    edition       TEXT NOT NULL,
    text_version  TEXT NOT NULL,
    text_hash     TEXT NOT NULL,
    member        TEXT NOT NULL,
    signer        TEXT NOT NULL,
    signer_name   BYTEA NOT NULL,
    capacity      TEXT NOT NULL,
    method        TEXT NOT NULL,
    ink           BYTEA NOT NULL,
    ink_hash      TEXT NOT NULL,
    code          TEXT NOT NULL,
    session       TEXT NOT NULL,
    proxy         TEXT NOT NULL,
    paper         TEXT NOT NULL,
    valid_until   TEXT NOT NULL,
    signed_at     BIGINT NOT NULL,
    recorded_by   TEXT NOT NULL,
    document      TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX pledge_signature_household ON pledge_signature (county, household, signed_at);
CREATE INDEX pledge_signature_text ON pledge_signature (county, text_hash, household);

CREATE TABLE pledge_paper (
    county           TEXT NOT NULL,
    id               TEXT NOT NULL,
    household        TEXT NOT NULL,
    edition          TEXT NOT NULL,
    texts            TEXT NOT NULL,
    members          TEXT NOT NULL,
    signer           TEXT NOT NULL,
    signer_name      BYTEA NOT NULL,
    capacity         TEXT NOT NULL,
    relation         TEXT NOT NULL,
    method           TEXT NOT NULL,
    cannot_read      BIGINT NOT NULL,
    read_aloud_by    BYTEA NOT NULL,
    witness          BYTEA NOT NULL,
    reason           BYTEA NOT NULL,
    signed_on        TEXT NOT NULL,
    scan_hash        TEXT NOT NULL,
    scan_type        TEXT NOT NULL,
    scan_size        BIGINT NOT NULL,
    delegation_hash  TEXT NOT NULL,
    delegation_type  TEXT NOT NULL,
    delegation_size  BIGINT NOT NULL,
    recorded_at      BIGINT NOT NULL,
    recorded_by      TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX pledge_paper_household ON pledge_paper (county, household, recorded_at);

CREATE TABLE pledge_paper_check (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    paper       TEXT NOT NULL,
    agrees      BIGINT NOT NULL,
    reason      BYTEA NOT NULL,
    checked_at  BIGINT NOT NULL,
    checked_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, paper)
);
CREATE INDEX pledge_paper_check_household ON pledge_paper_check (county, household, checked_at);

CREATE TABLE pledge_withdrawal (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    household  TEXT NOT NULL,
    member     TEXT NOT NULL,
    text       TEXT NOT NULL,
    channel    TEXT NOT NULL,
    reason     BYTEA NOT NULL,
    proxy      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX pledge_withdrawal_household ON pledge_withdrawal (county, household, at);

-- A confirmation code for signing, hashed with a key outside the database. One a member: a new one replaces it.
CREATE TABLE signing_code (
    county      TEXT NOT NULL,
    household   TEXT NOT NULL,
    member      TEXT NOT NULL,
    id          TEXT NOT NULL,
    kept        BYTEA NOT NULL,
    way         TEXT NOT NULL,
    issued_at   BIGINT NOT NULL,
    issued_by   TEXT NOT NULL,
    expires_at  BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    used_at     BIGINT NOT NULL,
    used_for    TEXT NOT NULL,
    PRIMARY KEY (county, household, member),
    UNIQUE (county, id)
);

-- Access slips wait here, sealed, until they are printed; then they are gone.
CREATE TABLE access_slip (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    household  TEXT NOT NULL,
    region     TEXT NOT NULL,
    member     TEXT NOT NULL,
    content    BYTEA NOT NULL,
    issued_at  BIGINT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, household, member)
);
CREATE INDEX access_slip_region ON access_slip (county, region, household);
