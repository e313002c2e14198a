-- Checklists on their way from one channel to another: the same as SQLite's.

CREATE TABLE handovers (
    id      bytea  PRIMARY KEY,
    expires bigint NOT NULL,
    body    bytea  NOT NULL
);

CREATE INDEX handovers_by_time ON handovers (expires);
