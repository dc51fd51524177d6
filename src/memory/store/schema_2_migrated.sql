-- What schema 2 is where it came about by migrate_1_to_2.sql, as SQLite stores it; src/memory/store/schema_check.rs compares with it.

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
, given INTEGER) STRICT;
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
, version INTEGER NOT NULL DEFAULT 0, whole INTEGER NOT NULL DEFAULT 0, imported_digest INTEGER, options TEXT) STRICT;
CREATE TABLE operation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    time    INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    summary TEXT    NOT NULL,
    person  TEXT,
    undone  INTEGER
) STRICT;
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
CREATE TABLE bead (
    id         INTEGER PRIMARY KEY,
    article    INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    ord        INTEGER NOT NULL,
    unit       INTEGER REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED,
    previous   INTEGER NOT NULL,
    next       INTEGER NOT NULL,
    confidence REAL,
    origin     INTEGER NOT NULL,
    state      INTEGER NOT NULL,
    moved      INTEGER NOT NULL,
    note       TEXT
) STRICT;
CREATE INDEX bead_article ON bead (article, ord);
CREATE INDEX bead_unit ON bead (unit) WHERE unit IS NOT NULL;
CREATE TABLE segment (
    id       INTEGER PRIMARY KEY,
    article  INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    side     INTEGER NOT NULL,
    ord      INTEGER NOT NULL,
    bead     INTEGER REFERENCES bead (id) DEFERRABLE INITIALLY DEFERRED,
    block    INTEGER,
    kind     INTEGER,
    text     TEXT,
    original TEXT,
    left_out TEXT
) STRICT;
CREATE INDEX segment_article ON segment (article, side, ord);
CREATE INDEX segment_bead ON segment (bead) WHERE bead IS NOT NULL;
CREATE TABLE action (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    article   INTEGER NOT NULL,
    operation INTEGER NOT NULL,
    time      INTEGER NOT NULL,
    person    TEXT,
    verb      TEXT    NOT NULL,
    forward   TEXT    NOT NULL,
    inverse   TEXT    NOT NULL,
    undone    INTEGER
) STRICT;
CREATE INDEX action_article ON action (article);
CREATE TABLE "change" (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    operation INTEGER REFERENCES operation (id) ON DELETE CASCADE,
    action    INTEGER,
    token     INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL
) STRICT;
CREATE INDEX change_operation ON change (operation) WHERE operation IS NOT NULL;
