-- The nodes of a cluster that are at work in the database, while they are members of it. Times are those of the server's clock.
CREATE TABLE tale_member (
    node     text COLLATE "C" PRIMARY KEY,      -- another one at every start
    address  text COLLATE "C" NOT NULL,         -- as its cluster names it: another one at every start too
    until    timestamptz NOT NULL               -- its lease lasts until then, unless it is renewed
);
