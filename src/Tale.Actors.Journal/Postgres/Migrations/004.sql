-- Which node owns the database: one row while there is an owner. Times are those of the server's clock.
CREATE TABLE tale_lease (
    id       integer PRIMARY KEY CHECK (id = 1),
    owner    text COLLATE "C" NOT NULL,         -- the node: another one at every start
    name     text COLLATE "C" NOT NULL,         -- the node and its process, for people
    taken_at timestamptz NOT NULL,
    until    timestamptz NOT NULL,              -- the lease lasts until then, unless it is renewed
    duration interval NOT NULL,
    renewals bigint NOT NULL
);
