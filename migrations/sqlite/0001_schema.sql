-- The same tables as in migrations/mysql. Times are microseconds since 1970-01-01 UTC; ids are 16 bytes.

CREATE TABLE records (
    id BLOB NOT NULL PRIMARY KEY, -- UUIDv7: key, order and time of creation
    created_at INTEGER NOT NULL,  -- the time inside id, for people and reports
    deleted_at INTEGER,           -- restorable for a while, then purged
    operation TEXT NOT NULL,
    tag TEXT,                     -- the id that the user gave; not unique
    language TEXT,
    language_confidence REAL,
    original TEXT NOT NULL,
    processed TEXT NOT NULL,
    edits TEXT NOT NULL,          -- JSON
    detail TEXT NOT NULL          -- JSON
);
CREATE INDEX records_operation ON records (operation, id);
CREATE INDEX records_tag ON records (tag, id);
CREATE INDEX records_deleted ON records (deleted_at) WHERE deleted_at IS NOT NULL;

-- What the search looks at: the folded, distinct words of each record that is not deleted.
CREATE TABLE record_words (
    seq INTEGER PRIMARY KEY, -- FTS5 wants an integer
    id BLOB NOT NULL UNIQUE,
    words TEXT NOT NULL
);

-- The words come folded and in ASCII, and neither positions nor ranks are asked for: the smallest index.
CREATE VIRTUAL TABLE record_words_fts USING fts5 (
    words,
    content = 'record_words',
    content_rowid = 'seq',
    tokenize = "ascii tokenchars '_'",
    detail = none,
    columnsize = 0
);
CREATE TRIGGER record_words_inserted AFTER INSERT ON record_words BEGIN
    INSERT INTO record_words_fts (rowid, words) VALUES (new.seq, new.words);
END;
CREATE TRIGGER record_words_deleted AFTER DELETE ON record_words BEGIN
    INSERT INTO record_words_fts (record_words_fts, rowid, words) VALUES ('delete', old.seq, old.words);
END;

CREATE TABLE idempotency_keys (
    key_hash BLOB NOT NULL PRIMARY KEY, -- SHA-256 of scope and key
    body_hash BLOB NOT NULL,            -- SHA-256 of the request
    record_ids BLOB NOT NULL,           -- the ids, 16 bytes each, in the order of the answer
    created_at INTEGER NOT NULL
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE heartbeats (
    instance BLOB NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    host TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    stats TEXT NOT NULL
);

CREATE TABLE api_keys (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    key_hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,       -- read, write, delete; separated by spaces
    per_minute INTEGER,         -- requests a minute; none: the general limit
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
);

-- Leases by which one instance at a time does a periodic job.
CREATE TABLE job_locks (
    job TEXT NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL,
    held_until INTEGER NOT NULL
);
