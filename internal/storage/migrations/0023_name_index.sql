-- +goose Up
-- What people are found by: the blinded beginning of a name, little more than a row a person, with the version that bears the name.
-- A projection of member, rebuilt by doctor and, when it is empty, at the first start.
DROP TABLE member_name;
CREATE TABLE member_name (
    county     TEXT NOT NULL,
    first      TEXT NOT NULL,
    region     TEXT NOT NULL,
    member     TEXT NOT NULL,
    second     TEXT NOT NULL,
    version    TEXT NOT NULL,
    PRIMARY KEY (county, first, region, member, second)
);
