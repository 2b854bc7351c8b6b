-- +goose Up
-- How many households are registered at each place: a projection of household, so that the tree of places never counts a
-- table. Rebuilt by doctor.
CREATE TABLE household_count (
    county      TEXT NOT NULL,
    region      TEXT NOT NULL,
    households  BIGINT NOT NULL,
    PRIMARY KEY (county, region)
);

-- What people are found by, place by place: one key's people in the order in which a search shows them.
CREATE INDEX member_name_place ON member_name (county, key, region, member);

-- Every try to tell a household what waits in the outbox: by telephone, in person, or reached nobody.
CREATE TABLE outbox_try (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    message    TEXT NOT NULL,
    household  TEXT NOT NULL,
    way        TEXT NOT NULL,
    words      BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX outbox_try_household ON outbox_try (county, household, at);
CREATE INDEX outbox_try_message ON outbox_try (county, message, at);
CREATE INDEX outbox_officer ON outbox (county, officer, told_at, at);
