-- Portable SQL: the same text runs on SQLite and PostgreSQL. Never edited once landed; a change is a new file.
-- Every key leads with region_id. Times are epoch milliseconds (BIGINT). Documents that are read and written whole are
-- JSON in TEXT, or gzipped JSON in BYTEA; what is searched, joined or edited by hand has columns of its own.

CREATE TABLE regions (
    region_id   TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL
);

CREATE TABLE municipalities (
    region_id            TEXT   NOT NULL REFERENCES regions (region_id),
    id                   TEXT   NOT NULL,
    name                 TEXT   NOT NULL,
    version              BIGINT NOT NULL,
    header               TEXT   NOT NULL,
    summary              TEXT   NOT NULL,
    created_at           BIGINT NOT NULL,
    updated_at           BIGINT NOT NULL,
    PRIMARY KEY (region_id, id)
);

CREATE TABLE layers (
    region_id        TEXT   NOT NULL,
    municipality_id  TEXT   NOT NULL,
    kind             TEXT   NOT NULL,
    items            BIGINT NOT NULL,
    content          BYTEA  NOT NULL,
    PRIMARY KEY (region_id, municipality_id, kind),
    FOREIGN KEY (region_id, municipality_id) REFERENCES municipalities (region_id, id)
);

CREATE TABLE infrastructure (
    region_id        TEXT   NOT NULL,
    municipality_id  TEXT   NOT NULL,
    id               TEXT   NOT NULL,
    kind             TEXT   NOT NULL,
    full_name        TEXT   NOT NULL,
    address          TEXT   NOT NULL,
    telephone        TEXT   NOT NULL,
    head             TEXT   NOT NULL,
    note             TEXT   NOT NULL,
    lon              DOUBLE PRECISION NOT NULL,
    lat              DOUBLE PRECISION NOT NULL,
    edited_by_hand   BIGINT NOT NULL,
    removed_by_hand  BIGINT NOT NULL,
    PRIMARY KEY (region_id, municipality_id, id),
    FOREIGN KEY (region_id, municipality_id) REFERENCES municipalities (region_id, id)
);

CREATE TABLE workers (
    region_id          TEXT NOT NULL,
    id                 TEXT NOT NULL,
    municipality_id    TEXT NOT NULL,
    full_name          TEXT NOT NULL,
    telephone          TEXT NOT NULL,
    reception_address  TEXT NOT NULL,
    reception_hours    TEXT NOT NULL,
    PRIMARY KEY (region_id, id),
    FOREIGN KEY (region_id, municipality_id) REFERENCES municipalities (region_id, id)
);
CREATE INDEX workers_by_municipality ON workers (region_id, municipality_id);

CREATE TABLE plans (
    region_id        TEXT   NOT NULL,
    id               TEXT   NOT NULL,
    municipality_id  TEXT   NOT NULL,
    title            TEXT   NOT NULL,
    status           TEXT   NOT NULL,
    order_number     TEXT,
    order_date       TEXT,
    version          BIGINT NOT NULL,
    sites            TEXT   NOT NULL,
    assignment       TEXT   NOT NULL,
    violations       TEXT   NOT NULL,
    figures          TEXT   NOT NULL,
    origin           TEXT   NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    PRIMARY KEY (region_id, id),
    FOREIGN KEY (region_id, municipality_id) REFERENCES municipalities (region_id, id)
);
CREATE INDEX plans_by_municipality ON plans (region_id, municipality_id, created_at);

CREATE TABLE schedules (
    region_id        TEXT   NOT NULL,
    id               TEXT   NOT NULL,
    municipality_id  TEXT   NOT NULL,
    plan_id          TEXT   NOT NULL,
    plan_version     BIGINT NOT NULL,
    season           TEXT   NOT NULL,
    cycle_weeks      BIGINT NOT NULL,
    rounds           BIGINT NOT NULL,
    unserved         BIGINT NOT NULL,
    distance_m       BIGINT NOT NULL,
    content          BYTEA  NOT NULL,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (region_id, id),
    FOREIGN KEY (region_id, plan_id) REFERENCES plans (region_id, id)
);
CREATE INDEX schedules_by_plan ON schedules (region_id, plan_id, created_at);

CREATE TABLE users (
    region_id        TEXT   NOT NULL REFERENCES regions (region_id),
    login            TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    password_hash    TEXT   NOT NULL,
    role             TEXT   NOT NULL,
    municipality_id  TEXT,
    site             BIGINT,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (region_id, login)
);

CREATE TABLE sessions (
    region_id   TEXT   NOT NULL,
    token_hash  TEXT   NOT NULL,
    login       TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    PRIMARY KEY (region_id, token_hash),
    FOREIGN KEY (region_id, login) REFERENCES users (region_id, login)
);

CREATE TABLE jobs (
    region_id         TEXT   NOT NULL REFERENCES regions (region_id),
    id                TEXT   NOT NULL,
    kind              TEXT   NOT NULL,
    municipality_id   TEXT,
    parameters        TEXT   NOT NULL,
    state             TEXT   NOT NULL,
    progress          BIGINT NOT NULL,
    message           TEXT   NOT NULL,
    result            TEXT,
    problems          TEXT   NOT NULL,
    attempts          BIGINT NOT NULL,
    attempt_token     TEXT,
    lease_until       BIGINT NOT NULL,
    cancel_requested  BIGINT NOT NULL,
    created_by        TEXT   NOT NULL,
    created_at        BIGINT NOT NULL,
    started_at        BIGINT,
    finished_at       BIGINT,
    PRIMARY KEY (region_id, id)
);
CREATE INDEX jobs_by_state ON jobs (region_id, state, created_at);

CREATE TABLE job_files (
    region_id  TEXT   NOT NULL,
    job_id     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    file_name  TEXT   NOT NULL,
    content    BYTEA  NOT NULL,
    PRIMARY KEY (region_id, job_id, name),
    FOREIGN KEY (region_id, job_id) REFERENCES jobs (region_id, id)
);

CREATE TABLE journal (
    region_id        TEXT   NOT NULL,
    id               TEXT   NOT NULL,
    at               BIGINT NOT NULL,
    login            TEXT   NOT NULL,
    action           TEXT   NOT NULL,
    subject          TEXT   NOT NULL,
    municipality_id  TEXT,
    detail           TEXT   NOT NULL,
    PRIMARY KEY (region_id, id)
);
CREATE INDEX journal_by_subject ON journal (region_id, subject, at);
