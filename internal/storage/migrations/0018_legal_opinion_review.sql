-- +goose Up
-- Another person's word on a filed legal opinion: without a confirmation it brings nothing into force.
CREATE TABLE legal_opinion_review (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    opinion    TEXT NOT NULL,
    scan       TEXT NOT NULL,
    confirmed  BIGINT NOT NULL,
    reason     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    done_by    TEXT NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, opinion)
);
