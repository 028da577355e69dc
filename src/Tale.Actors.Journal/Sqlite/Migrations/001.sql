-- Every persistence id gets an integer at its first event: running logs lie together at the right end of tale_event's tree, and only this index is random.
CREATE TABLE tale_persistence_id (
    id             INTEGER PRIMARY KEY,
    persistence_id TEXT    NOT NULL UNIQUE,
    deleted_to     INTEGER NOT NULL DEFAULT 0   -- sequence numbers up to this one were deleted and stay taken
);

-- The primary key is the fence: two owners of a log cannot both write one sequence number.
CREATE TABLE tale_event (
    id               INTEGER NOT NULL,
    sequence_nr      INTEGER NOT NULL,
    serializer_id    INTEGER NOT NULL,
    manifest         TEXT    NOT NULL,
    payload          BLOB    NOT NULL,
    writer           BLOB    NOT NULL,
    written_at       INTEGER NOT NULL,          -- .NET ticks, UTC
    adapter_manifest TEXT,
    PRIMARY KEY (id, sequence_nr)
) WITHOUT ROWID;

-- The index. Times are microseconds since 1970, UTC. Status: 1 running, 2 compensating, 3 suspended, 4 completed, 5 compensated, 6 failed.
CREATE TABLE tale_transaction (
    id             INTEGER PRIMARY KEY,
    transaction_id TEXT    NOT NULL,              -- unique, and found, by the log's persistence_id: 'tale-' before it
    definition     TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    started_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    ended_at       INTEGER,
    due_at         INTEGER,
    failure        TEXT
);

-- Nearly every row ends as completed, so these stay small and in memory.
CREATE INDEX tale_transaction_not_completed ON tale_transaction (status, transaction_id) WHERE status <> 4;
CREATE INDEX tale_transaction_due ON tale_transaction (due_at, transaction_id) WHERE due_at IS NOT NULL;
CREATE INDEX tale_transaction_ended ON tale_transaction (ended_at) WHERE ended_at IS NOT NULL;

-- One row that a probe writes.
CREATE TABLE tale_probe (
    id        INTEGER PRIMARY KEY,
    probed_at INTEGER NOT NULL
);
