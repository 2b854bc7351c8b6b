-- +goose Up
-- What waits in a household's cases, for whom and until when: a projection, made anew with every act on them, and with the sweep.
CREATE TABLE work_item (
    county      TEXT NOT NULL,
    household   TEXT NOT NULL,
    ref         TEXT NOT NULL,
    part        TEXT NOT NULL,
    what        TEXT NOT NULL,
    region      TEXT NOT NULL,
    permission  TEXT NOT NULL,
    officer     TEXT NOT NULL,
    not_by      TEXT NOT NULL,
    since       BIGINT NOT NULL,
    from_on     TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    family      BIGINT NOT NULL,
    PRIMARY KEY (county, household, ref, part, what)
);
CREATE INDEX work_item_region ON work_item (county, region, due_on);
