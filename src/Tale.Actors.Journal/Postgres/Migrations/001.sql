-- Integers are handed out in blocks of 1000, so that a node knows the integer of a new log before it writes to it, and never twice.
CREATE SEQUENCE tale_log_block AS bigint MINVALUE 1 INCREMENT BY 1000;

-- Every persistence id gets an integer at its first event: running logs lie together at the right end of tale_event's tree, and only this index is random.
CREATE TABLE tale_persistence_id (
    id             bigint PRIMARY KEY,
    persistence_id text COLLATE "C" NOT NULL UNIQUE,
    deleted_to     bigint NOT NULL DEFAULT 0      -- sequence numbers up to this one were deleted and stay taken
);

-- The primary key is the fence: two owners of a log cannot both write one sequence number.
CREATE TABLE tale_event (
    id               bigint NOT NULL,
    sequence_nr      bigint NOT NULL,
    written_at       bigint NOT NULL,             -- .NET ticks, UTC
    serializer_id    integer NOT NULL,
    manifest         text COLLATE "C" NOT NULL,
    writer           bytea NOT NULL,
    payload          bytea NOT NULL,
    adapter_manifest text COLLATE "C",
    PRIMARY KEY (id, sequence_nr)
);

-- The index. Status: 1 running, 2 compensating, 3 suspended, 4 completed, 5 compensated, 6 failed.
CREATE TABLE tale_transaction (
    id             bigint PRIMARY KEY,
    transaction_id text COLLATE "C" NOT NULL,   -- unique, and found, by the log's persistence_id: 'tale-' before it
    definition     text COLLATE "C" NOT NULL,
    version        integer NOT NULL,
    status         integer NOT NULL,
    started_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    due_at         timestamptz,
    failure        text COLLATE "C"
);

-- Nearly every row ends as completed, so these stay small and in memory.
CREATE INDEX tale_transaction_not_completed ON tale_transaction (status, transaction_id) WHERE status <> 4;
CREATE INDEX tale_transaction_due ON tale_transaction (due_at, transaction_id) WHERE due_at IS NOT NULL;
CREATE INDEX tale_transaction_ended ON tale_transaction (ended_at) WHERE ended_at IS NOT NULL;

-- One row that a probe writes.
CREATE TABLE tale_probe (
    id        integer PRIMARY KEY,
    probed_at timestamptz NOT NULL
);
