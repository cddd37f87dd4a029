-- Every statement may run twice: MySQL commits after each one, so a process that dies half way
-- leaves some of them done, and the next process starts this file again.
--
-- Collations: text is compared by the database nowhere but in the tag, and there byte for byte, so
-- everything is utf8mb4_bin (or ascii_bin): it exists with the same name and meaning on MySQL 8.4 and
-- on MariaDB 10.6, which share neither's newest Unicode collations. Searching ignores case and
-- accents all the same, because `record_words` holds words that were folded before they were stored.

CREATE TABLE IF NOT EXISTS records (
    id BINARY(16) NOT NULL COMMENT 'UUIDv7: key, order and time of creation',
    created_at DATETIME(6) NOT NULL COMMENT 'UTC; the time inside id, for people and reports',
    deleted_at DATETIME(6) NULL COMMENT 'UTC by the database clock; restorable for a while, then purged',
    operation VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    tag VARCHAR(128) NULL COMMENT 'the id that the user gave; not unique',
    language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,
    language_confidence DOUBLE NULL,
    original LONGTEXT NOT NULL,
    processed LONGTEXT NOT NULL,
    -- JSON, in a text type: MySQL's JSON type reorders and renumbers what it is given, MariaDB has none.
    edits LONGTEXT NOT NULL,
    detail LONGTEXT NOT NULL,
    PRIMARY KEY (id),
    KEY records_operation (operation, id),
    KEY records_tag (tag, id),
    KEY records_deleted (deleted_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What the search looks at: the folded, distinct words of each record that is not deleted.
CREATE TABLE IF NOT EXISTS record_words (
    id BINARY(16) NOT NULL,
    words LONGTEXT NOT NULL,
    PRIMARY KEY (id),
    FULLTEXT KEY record_words_words (words)
) ENGINE = InnoDB DEFAULT CHARSET = ascii COLLATE = ascii_bin;

CREATE TABLE IF NOT EXISTS idempotency_keys (
    key_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of scope and key',
    body_hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the request',
    record_ids LONGBLOB NOT NULL COMMENT 'the ids, 16 bytes each, in the order of the answer',
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (key_hash),
    KEY idempotency_keys_created (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = ascii COLLATE = ascii_bin;

CREATE TABLE IF NOT EXISTS heartbeats (
    instance BINARY(16) NOT NULL,
    service VARCHAR(32) NOT NULL,
    host VARCHAR(255) NOT NULL,
    version VARCHAR(64) NOT NULL,
    started_at DATETIME(6) NOT NULL,
    last_seen DATETIME(6) NOT NULL COMMENT 'by the database clock, so that instances need not agree on the time',
    stats LONGTEXT NOT NULL,
    PRIMARY KEY (instance)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS api_keys (
    id BINARY(16) NOT NULL,
    name VARCHAR(128) NOT NULL,
    key_hash BINARY(32) NOT NULL,
    scopes VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'read, write, delete; separated by spaces',
    per_minute BIGINT NULL COMMENT 'requests a minute; none: the general limit',
    created_at DATETIME(6) NOT NULL,
    revoked_at DATETIME(6) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY api_keys_hash (key_hash)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Leases by which one instance at a time does a periodic job.
CREATE TABLE IF NOT EXISTS job_locks (
    job VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    holder BINARY(16) NOT NULL,
    held_until DATETIME(6) NOT NULL,
    PRIMARY KEY (job)
) ENGINE = InnoDB DEFAULT CHARSET = ascii COLLATE = ascii_bin;
