-- A node that was struck out keeps its row for as long as it may believe in its lease: who follows waits until then.
ALTER TABLE tale_member ADD COLUMN struck_out boolean NOT NULL DEFAULT false;
