-- A node that was struck out keeps its row for as long as it may believe in its lease: who follows waits until then.
-- And each says what it can read and run: nodes of different builds work side by side while a new one is rolled out.
ALTER TABLE tale_member ADD COLUMN struck_out boolean NOT NULL DEFAULT false,
    ADD COLUMN knows text NOT NULL DEFAULT '';             -- a line for each definition, and one for the build of Tale
