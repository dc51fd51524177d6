-- The memory's schema, version 1, as memories that are older than schema 2 have it. src/memory/store/schema.rs compares with it.

CREATE TABLE lang (
    id  INTEGER PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE person (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

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

CREATE TABLE variant (
    id     INTEGER PRIMARY KEY,
    unit   INTEGER NOT NULL AS (id >> 10) VIRTUAL,
    lang   INTEGER NOT NULL REFERENCES lang (id),
    text   TEXT    NOT NULL,
    markup TEXT,
    extras TEXT
) STRICT;

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

CREATE TABLE occurrence (
    article  INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    unit     INTEGER NOT NULL REFERENCES unit (id),
    previous INTEGER NOT NULL,
    next     INTEGER NOT NULL,
    PRIMARY KEY (article, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrence_unit ON occurrence (unit);

CREATE TABLE operation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    time    INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    summary TEXT    NOT NULL,
    person  TEXT,
    undone  INTEGER
) STRICT;

CREATE TABLE change (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    token     INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL
) STRICT;
CREATE INDEX change_operation ON change (operation);

CREATE TABLE snapshot (
    operation INTEGER NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    entity    TEXT    NOT NULL,
    id        INTEGER NOT NULL,
    before    TEXT,
    PRIMARY KEY (operation, entity, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending (
    file TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES ('next_unit', 1);
