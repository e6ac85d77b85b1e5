-- The vehicles that a municipality's workers share, an entry for those that are alike.

CREATE TABLE vehicles (
    region_id        TEXT   NOT NULL,
    id               TEXT   NOT NULL,
    municipality_id  TEXT   NOT NULL,
    title            TEXT   NOT NULL,
    content          TEXT   NOT NULL,
    PRIMARY KEY (region_id, id),
    FOREIGN KEY (region_id, municipality_id) REFERENCES municipalities (region_id, id)
);
CREATE INDEX vehicles_by_municipality ON vehicles (region_id, municipality_id);
