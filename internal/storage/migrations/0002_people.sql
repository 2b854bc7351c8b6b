-- +goose Up
-- People and access. Reference tables (exempt from "county first", see storagetest): officer, whose login names are one
-- list over all counties; sign_in_attempt and browser_session, which are read before a county is known.

-- An account. Its login name never changes; what may change stands in officer_detail, one row a version.
CREATE TABLE officer (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    login    TEXT NOT NULL,
    made_at  BIGINT NOT NULL,
    made_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (login)
);
CREATE TABLE officer_detail (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    officer  TEXT NOT NULL,
    seq      BIGINT NOT NULL,
    name     TEXT NOT NULL,
    unit     TEXT NOT NULL,
    phone    BYTEA NOT NULL,
    at       BIGINT NOT NULL,
    made_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, officer, seq)
);

-- A role is granted and withdrawn by rows; it is held while its grant has no withdrawal.
CREATE TABLE officer_grant (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    officer  TEXT NOT NULL,
    role     TEXT NOT NULL,
    region   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    made_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX officer_grant_officer ON officer_grant (county, officer);
CREATE TABLE officer_withdrawal (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    granted  TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    made_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, granted)
);

-- An account closed or opened again: the latest row counts.
CREATE TABLE officer_lock (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    officer  TEXT NOT NULL,
    locked   BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    made_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX officer_lock_officer ON officer_lock (county, officer, id);

CREATE TABLE officer_staff_pledge (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    officer  TEXT NOT NULL,
    edition  TEXT NOT NULL,
    hash     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, officer, hash)
);

-- What an officer signs in with: sealed, and changed in place. Its version is what two acts about one officer race for.
CREATE TABLE officer_secret (
    county       TEXT NOT NULL,
    officer      TEXT NOT NULL,
    version      BIGINT NOT NULL,
    password     BYTEA NOT NULL,
    factor       BYTEA NOT NULL,
    step         BIGINT NOT NULL,
    password_at  BIGINT NOT NULL,
    PRIMARY KEY (county, officer)
);
CREATE TABLE officer_recovery (
    county   TEXT NOT NULL,
    officer  TEXT NOT NULL,
    code     BYTEA NOT NULL,
    used_at  BIGINT NOT NULL,
    PRIMARY KEY (county, officer, code)
);

-- One-time links, by the hash of their token. officer is empty for the link of the first start.
CREATE TABLE invitation (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    hash        BYTEA NOT NULL,
    purpose     TEXT NOT NULL,
    officer     TEXT NOT NULL,
    factor      BYTEA NOT NULL,
    made_at     BIGINT NOT NULL,
    made_by     TEXT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, hash)
);
CREATE INDEX invitation_officer ON invitation (county, officer);

-- Signed-in browsers, by the hash of their token. A moment of 0 means "not yet".
CREATE TABLE session (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    hash        BYTEA NOT NULL,
    kind        TEXT NOT NULL,
    person      TEXT NOT NULL,
    household   TEXT NOT NULL,
    proxy       TEXT NOT NULL,
    code        TEXT NOT NULL,
    half        BIGINT NOT NULL,
    made_at     BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    stepped_at  BIGINT NOT NULL,
    address     TEXT NOT NULL,
    device      TEXT NOT NULL,
    ended_at    BIGINT NOT NULL,
    ended_by    TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, hash)
);
CREATE INDEX session_person ON session (county, person, seen_at);
CREATE INDEX session_seen ON session (county, seen_at);
CREATE INDEX session_household ON session (county, household, proxy);

-- Wrong tries, by the keyed hash of what they were made on.
CREATE TABLE sign_in_attempt (
    scope          TEXT NOT NULL,
    key            BYTEA NOT NULL,
    tries          BIGINT NOT NULL,
    last_at        BIGINT NOT NULL,
    blocked_until  BIGINT NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last_at);

-- What a browser's cookie stands for, by the hash of its token; sealed, because it holds the sign-in token.
CREATE TABLE browser_session (
    hash        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (hash)
);
CREATE INDEX browser_session_expires ON browser_session (expires_at);

-- A resident's code, by its keyed hash. The latest row of a household (proxy empty) or of a proxy is the one that counts.
CREATE TABLE access_code (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    household   TEXT NOT NULL,
    proxy       TEXT NOT NULL,
    code        BYTEA NOT NULL,
    expires_at  BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    made_by     TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, code)
);
CREATE INDEX access_code_holder ON access_code (county, household, proxy, id);
CREATE TABLE access_code_use (
    county    TEXT NOT NULL,
    code      TEXT NOT NULL,
    first_at  BIGINT NOT NULL,
    PRIMARY KEY (county, code)
);

-- People who act for a member of a household, and the ends of their registrations.
CREATE TABLE proxy (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    household  TEXT NOT NULL,
    member     TEXT NOT NULL,
    name       BYTEA NOT NULL,
    relation   TEXT NOT NULL,
    tail       BYTEA NOT NULL,
    paper      TEXT NOT NULL,
    scope      TEXT NOT NULL,
    from_on    TEXT NOT NULL,
    until_on   TEXT NOT NULL,
    at         BIGINT NOT NULL,
    made_by    TEXT NOT NULL,
    made_kind  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX proxy_household ON proxy (county, household, id);
CREATE TABLE proxy_end (
    county   TEXT NOT NULL,
    id       TEXT NOT NULL,
    proxy    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       BIGINT NOT NULL,
    made_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, proxy)
);
