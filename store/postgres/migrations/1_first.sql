-- The first tables: the same as SQLite's, in whatever schema the address names; counts are kept for each writing connection.

CREATE TABLE keys (
    id     integer PRIMARY KEY CHECK (id = 1),
    sealed bytea NOT NULL
);

CREATE TABLE probe (
    id integer PRIMARY KEY CHECK (id = 1),
    n  bigint NOT NULL
) WITH (fillfactor = 50);

INSERT INTO probe (id, n) VALUES (1, 0);

-- A page keeps room so that a new revision can stay on it. What is sealed cannot be compressed.
CREATE TABLE conversations (
    key      bytea  PRIMARY KEY,
    rev      bigint NOT NULL,
    seen_day bigint NOT NULL,
    body     bytea  NOT NULL
) WITH (fillfactor = 70);

ALTER TABLE conversations ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE INDEX conversations_by_day ON conversations (seen_day);

CREATE TABLE reminders (
    key     bytea  PRIMARY KEY REFERENCES conversations (key) ON DELETE CASCADE,
    due     bigint NOT NULL,
    address bytea  NOT NULL
);

CREATE INDEX reminders_by_due ON reminders (due);

-- A setting's name may hold a key, which is no text.
CREATE TABLE settings (
    name  bytea PRIMARY KEY,
    value bytea NOT NULL
);

-- Everybody counts the same things. Each connection adds to a row of its own (slot), so that none waits for another's commit.
CREATE TABLE counts (
    day   text COLLATE "C" NOT NULL,
    name  text COLLATE "C" NOT NULL,
    label text COLLATE "C" NOT NULL,
    slot  integer          NOT NULL,
    n     bigint           NOT NULL,
    PRIMARY KEY (day, name, label, slot)
) WITH (fillfactor = 50);
