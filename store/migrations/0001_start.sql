-- The first tables: people as keyed hashes with sealed rows, the sealed data key, settings, daily counts.

CREATE TABLE keys (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n  INTEGER NOT NULL
) STRICT;

INSERT INTO probe (id, n) VALUES (1, 0);

CREATE TABLE conversations (
    key      BLOB    NOT NULL UNIQUE,
    rev      INTEGER NOT NULL,
    seen_day INTEGER NOT NULL,
    body     BLOB    NOT NULL
) STRICT;

CREATE INDEX conversations_by_day ON conversations (seen_day);

CREATE TABLE reminders (
    key     BLOB PRIMARY KEY REFERENCES conversations (key) ON DELETE CASCADE,
    due     INTEGER NOT NULL,
    address BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX reminders_by_due ON reminders (due);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counts (
    day   TEXT    NOT NULL,
    name  TEXT    NOT NULL,
    label TEXT    NOT NULL,
    n     INTEGER NOT NULL,
    PRIMARY KEY (day, name, label)
) STRICT, WITHOUT ROWID;
