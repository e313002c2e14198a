-- Checklists on their way from one channel to another: what is behind a code that works once, for half an hour.

CREATE TABLE handovers (
    id      BLOB PRIMARY KEY,
    expires INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX handovers_by_time ON handovers (expires);
