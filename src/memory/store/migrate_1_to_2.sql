-- Schema 1 → schema 2: each occurrence becomes a bead with one segment on either side, whose text is the unit's. Lines without
-- counterpart were not stored: `article.whole` stays 0.

ALTER TABLE unit ADD COLUMN given INTEGER;
UPDATE unit SET given = status WHERE import IS NOT NULL OR NOT EXISTS (SELECT 1 FROM occurrence WHERE occurrence.unit = unit.id);

ALTER TABLE article ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN imported_digest INTEGER;
ALTER TABLE article ADD COLUMN options TEXT;

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
INSERT INTO bead
SELECT row_number() OVER (ORDER BY article, position), article, position << 20, unit, previous, next, confidence, 0,
    CASE status WHEN 2 THEN 1 WHEN 3 THEN 2 ELSE 0 END, 0, NULL
FROM occurrence JOIN unit ON unit.id = occurrence.unit;
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
INSERT INTO segment SELECT 2 * id - 1, article, 0, ord, id, NULL, NULL, NULL, NULL, NULL FROM bead;
INSERT INTO segment SELECT 2 * id, article, 1, ord, id, NULL, NULL, NULL, NULL, NULL FROM bead;
CREATE INDEX segment_article ON segment (article, side, ord);
CREATE INDEX segment_bead ON segment (bead) WHERE bead IS NOT NULL;

-- What the files said of an edited unit is a property of it: a list of [language, text] as JSON, the latest last.
CREATE TEMP TABLE said AS
SELECT unit.id AS unit, json_extract(text.value, '$[0]') AS lang, json_extract(text.value, '$[1]') AS text
FROM unit, json_each(unit.extras, '$.properties') AS property, json_each(
    CASE WHEN json_valid(json_extract(property.value, '$.value')) THEN json_extract(property.value, '$.value') ELSE '[]' END) AS text
WHERE unit.extras LIKE '%x-interligne-original%' AND json_extract(property.value, '$.kind') = 'x-interligne-original'
ORDER BY unit.id, property.key DESC;
CREATE INDEX temp.said_unit ON said (unit);
UPDATE segment SET original = (
    SELECT said.text FROM said, bead, article, lang
    WHERE bead.id = segment.bead AND said.unit = bead.unit AND article.id = segment.article
        AND lang.id = CASE side WHEN 0 THEN article.source_lang ELSE article.target_lang END AND said.lang = lang.tag
    ORDER BY said.rowid LIMIT 1)
WHERE bead IN (SELECT bead.id FROM bead WHERE bead.unit IN (SELECT unit FROM said));
DROP TABLE said;

DROP TABLE occurrence;

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

CREATE TABLE change_2 (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    operation INTEGER REFERENCES operation (id) ON DELETE CASCADE,
    action    INTEGER,
    token     INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL
) STRICT;
INSERT INTO change_2 SELECT seq, operation, NULL, token, kind, first, last FROM change;
INSERT INTO sqlite_sequence SELECT 'change_2', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'change_2');
UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0))
WHERE name = 'change_2';
DROP TABLE change;
ALTER TABLE change_2 RENAME TO change;
CREATE INDEX change_operation ON change (operation) WHERE operation IS NOT NULL;

INSERT OR REPLACE INTO setting SELECT 'next_bead', coalesce(max(id), 0) + 1 FROM bead;
INSERT OR REPLACE INTO setting SELECT 'next_segment', coalesce(max(id), 0) + 1 FROM segment;
