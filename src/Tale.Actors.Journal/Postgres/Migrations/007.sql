-- Which one this is of several databases that have the logs together; no row: it has all of them by itself.
CREATE TABLE tale_layout (
    id        integer PRIMARY KEY CHECK (id = 1),
    group_id  uuid NOT NULL,                    -- the same in all of them
    number    integer NOT NULL,                 -- from 1
    databases integer NOT NULL,                 -- how many they are
    buckets   integer NOT NULL,                 -- into how many a log may fall
    moving_to integer                           -- logs are being moved, so that they are in so many
);

-- While logs are moved: the buckets that are all here.
CREATE TABLE tale_arrived_bucket (bucket integer PRIMARY KEY);
