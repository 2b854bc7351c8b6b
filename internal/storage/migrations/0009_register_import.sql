-- +goose Up
-- Long work, leased row by row: whoever holds the lease does the next step; a lease that ran out is anybody's.
CREATE TABLE job (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    officer      TEXT NOT NULL,
    state        TEXT NOT NULL,
    done         BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    tries        BIGINT NOT NULL,
    failure      TEXT NOT NULL,
    holder       TEXT NOT NULL,
    leased_until BIGINT NOT NULL,
    asked_at     BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX job_open ON job (county, state, leased_until);
CREATE INDEX job_subject ON job (county, kind, subject);

-- One uploaded file of the register, checked. Who, when, which file by its hash, and what it was found to hold.
CREATE TABLE register_import (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    region       TEXT NOT NULL,
    name         BYTEA NOT NULL,
    hash         TEXT NOT NULL,
    bytes        BIGINT NOT NULL,
    form         TEXT NOT NULL,
    rows         BIGINT NOT NULL,
    households   BIGINT NOT NULL,
    good         BIGINT NOT NULL,
    good_rows    BIGINT NOT NULL,
    doubts       BIGINT NOT NULL,
    earlier      BIGINT NOT NULL,
    follows      TEXT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    recorded_by  TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX register_import_at ON register_import (county, recorded_at);
CREATE INDEX register_import_hash ON register_import (county, hash);
CREATE TABLE register_import_turn (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    import       TEXT NOT NULL,
    turn         TEXT NOT NULL,
    reason       TEXT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    recorded_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, import, turn)
);
-- The file itself and its rows, sealed, in pieces: no facts, and erased when they have done their work or after 30 days.
CREATE TABLE register_import_part (
    county      TEXT NOT NULL,
    id          TEXT NOT NULL,
    import      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    part        BIGINT NOT NULL,
    state       TEXT NOT NULL,
    households  BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    content     BYTEA NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, import, kind, part)
);
-- Which household came of which import, and the blind index of its place in the file, by which a second reading knows it.
CREATE TABLE register_import_household (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    import     TEXT NOT NULL,
    part       BIGINT NOT NULL,
    household  TEXT NOT NULL,
    number     TEXT NOT NULL,
    region     TEXT NOT NULL,
    members    BIGINT NOT NULL,
    source     BYTEA NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, household)
);
CREATE INDEX register_import_household_import ON register_import_household (county, import, part);
CREATE TABLE register_import_undone (
    county       TEXT NOT NULL,
    id           TEXT NOT NULL,
    import       TEXT NOT NULL,
    household    TEXT NOT NULL,
    number       TEXT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    recorded_by  TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, household)
);
CREATE INDEX register_import_undone_import ON register_import_undone (county, import);
