-- A memory of schema 1 that is only read: temporary views that say the same as its migration would.

CREATE TEMP VIEW bead AS
SELECT occurrence.rowid_of AS id, article, position << 20 AS ord, unit, previous, next,
    (SELECT confidence FROM main.unit WHERE unit.id = occurrence.unit) AS confidence, 0 AS origin,
    (SELECT CASE status WHEN 2 THEN 1 WHEN 3 THEN 2 ELSE 0 END FROM main.unit WHERE unit.id = occurrence.unit) AS state,
    0 AS moved, NULL AS note
FROM (SELECT article * 4294967296 + position AS rowid_of, * FROM main.occurrence) AS occurrence;

CREATE TEMP VIEW segment AS
SELECT bead.id * 2 + side.value AS id, article, side.value AS side, ord, bead.id AS bead, NULL AS block, NULL AS kind, NULL AS text,
    NULL AS original, NULL AS left_out
FROM bead, json_each('[0, 1]') AS side;

CREATE TEMP VIEW unit AS SELECT *, NULL AS given FROM main.unit;

CREATE TEMP VIEW article AS
SELECT *, 0 AS version, 0 AS whole, NULL AS imported_digest, NULL AS options FROM main.article;

CREATE TEMP VIEW action AS
SELECT 0 AS id, 0 AS article, 0 AS operation, 0 AS time, NULL AS person, '' AS verb, '' AS forward, '' AS inverse, NULL AS undone
WHERE 0;

CREATE TEMP VIEW change AS SELECT *, NULL AS action FROM main.change;
