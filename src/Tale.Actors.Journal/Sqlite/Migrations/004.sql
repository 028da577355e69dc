-- Which node owns the database: one row while there is an owner. Times are microseconds, since 1970 and UTC where they are moments.
CREATE TABLE tale_lease (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    owner    TEXT    NOT NULL,                  -- the node: another one at every start
    name     TEXT    NOT NULL,                  -- the node and its process, for people
    taken_at INTEGER NOT NULL,
    until    INTEGER NOT NULL,                  -- the lease lasts until then, unless it is renewed
    duration INTEGER NOT NULL,
    renewals INTEGER NOT NULL
);
