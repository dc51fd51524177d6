-- The memory's schema, version 1. docs/MEMORY.md explains it; src/memory/schema.rs applies it.

-- Language tags, canonical (BCP 47), numbered as they are met.
CREATE TABLE lang (
    id  INTEGER PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE
) STRICT;

-- Names of people and tools that made or changed units.
CREATE TABLE person (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- One row per imported exchange file. An import without `finished` was interrupted after `position` units of the file.
-- `extras` holds what the file's header says.
CREATE TABLE import (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL,
    fingerprint INTEGER NOT NULL,
    operation   INTEGER NOT NULL,
    started     INTEGER NOT NULL,
    finished    INTEGER,
    position    INTEGER NOT NULL,
    extras      TEXT
) STRICT;

-- What is stored once, however often it was seen. Dates are seconds since 1970 (UTC).
CREATE TABLE unit (
    id          INTEGER PRIMARY KEY,
    identity    INTEGER NOT NULL,
    status      INTEGER NOT NULL,
    confidence  REAL,
    created     INTEGER,
    changed     INTEGER,
    created_by  INTEGER REFERENCES person (id),
    changed_by  INTEGER REFERENCES person (id),
    usage_count INTEGER NOT NULL,
    last_used   INTEGER,
    import      INTEGER REFERENCES import (id),
    tuid        TEXT,
    source_lang TEXT,
    extras      TEXT
) STRICT;
CREATE INDEX unit_identity ON unit (identity);

-- A unit's text in one language. Its number is 1024 * unit + position, so that a unit's variants lie side by side in
-- the table and need no index of their own; `memory check` sees to what a foreign key would.
CREATE TABLE variant (
    id     INTEGER PRIMARY KEY,
    unit   INTEGER NOT NULL AS (id >> 10) VIRTUAL,
    lang   INTEGER NOT NULL REFERENCES lang (id),
    text   TEXT    NOT NULL,
    markup TEXT,
    extras TEXT
) STRICT;

-- An imported article pair.
CREATE TABLE article (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    key         TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL UNIQUE,
    title       TEXT,
    source_path TEXT,
    target_path TEXT,
    source_lang INTEGER NOT NULL REFERENCES lang (id),
    target_lang INTEGER NOT NULL REFERENCES lang (id),
    imported    INTEGER NOT NULL,
    null_source INTEGER NOT NULL,
    null_target INTEGER NOT NULL,
    file        TEXT    NOT NULL UNIQUE,
    digest      INTEGER NOT NULL
) STRICT;

-- A place where a unit was seen, with the hashes of the source segments before and after it (0: none).
CREATE TABLE occurrence (
    article  INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    unit     INTEGER NOT NULL REFERENCES unit (id),
    previous INTEGER NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (article, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrence_unit ON occurrence (unit);

-- What was done, newest last: the history that `memory undo` walks back.
CREATE TABLE operation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    time    INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    summary TEXT    NOT NULL,
    person  TEXT,
    undone  INTEGER
) STRICT;

-- Which units an operation added (0), changed (1) or deleted (2): ranges of numbers, in the order of the changes.
-- `token` is random, so that two memories that part ways are told apart.
CREATE TABLE change (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    token     INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL
) STRICT;
CREATE INDEX change_operation ON change (operation);

-- What a unit or an article was before an operation, as JSON; NULL when the operation made it.
CREATE TABLE snapshot (
    operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    entity    TEXT    NOT NULL,
    id        INTEGER NOT NULL,
    before    TEXT,
    PRIMARY KEY (operation, entity, id)
) STRICT, WITHOUT ROWID;

-- Files of tmx/ that a commit has made stale; empty again once they are written or removed.
CREATE TABLE pending (
    file TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Single values: `next_unit`, the number of the next new unit.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES ('next_unit', 1);
