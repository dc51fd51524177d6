-- The memory's schema, version 2. docs/MEMORY.md explains it; src/memory/store/schema.rs applies it.

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

-- What is stored once, however often it was seen. Dates are seconds since 1970 (UTC). `status` is what its beads and `given`
-- come to; `given` is the status that came with a file or that a unit without a bead has, and counts like one bead's.
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
    extras      TEXT,
    given       INTEGER
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

-- An imported article pair. `version` counts its changes; `whole` is 1 where all its segments are stored, which those of an article
-- that only an exchange file or schema 1 knew are not; `imported_digest` is a hash of the decoded texts of its files and of
-- `options`, those of its import; NULL where nobody noted it.
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
    digest      INTEGER NOT NULL,
    version     INTEGER NOT NULL DEFAULT 0,
    whole       INTEGER NOT NULL DEFAULT 0,
    imported_digest INTEGER,
    options     TEXT
) STRICT;

-- Segments of an article that go together, in its order by `ord`, which has gaps of 2^20. `unit` is their unit, NULL for a bead
-- with one side and for a deleted one; `previous` and `next` are the hashes of the source segments before and after it (0: none).
-- `origin`: 0 aligner, 1 person. `state`: 0 automatic, else by a person: 1 confirmed, 2 rejected, 3 deleted, 4 to review. `moved`: 1 where it
-- crosses others.
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

-- A segment of an article, in the order of its side (0 source, 1 target) by `ord`, which has gaps. `text` is NULL where the unit of
-- its bead says it; `original` is what the files said, where a person changed that. `bead` is NULL where it takes no part.
-- `left_out` says why, a kind of page furniture or `person`; with a bead, why it would take none had a person not taken it in.
-- `block` and `kind` are those of its block, NULL where nobody noted them.
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

-- What a person did to the beads of an article, newest last: the rows that it touched, as JSON, before it (`inverse`) and, as changes
-- to these, after it (`forward`). `operation` is the last operation before it. `undone` is when it was undone; negative where it is not
-- among those that come next to be done again, since something else was done later. It has no foreign key, since an article that was
-- deleted may come back.
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

-- What was done, newest last: the history that `memory undo` walks back.
CREATE TABLE operation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    time    INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    summary TEXT    NOT NULL,
    person  TEXT,
    undone  INTEGER
) STRICT;

-- Which units an operation or an action added (0), changed (1) or deleted (2): ranges of numbers, in the order of the changes.
-- `token` is random, so that two memories that part ways are told apart.
CREATE TABLE change (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    operation INTEGER REFERENCES operation (id) ON DELETE CASCADE,
    action    INTEGER,
    token     INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL
) STRICT;
CREATE INDEX change_operation ON change (operation) WHERE operation IS NOT NULL;

-- What a unit, a bead, a segment or a whole article was before an operation, as JSON; NULL when the operation made it.
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

-- Single values: `next_unit`, `next_bead`, `next_segment`: the numbers of the next new ones.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES ('next_unit', 1), ('next_bead', 1), ('next_segment', 1);
