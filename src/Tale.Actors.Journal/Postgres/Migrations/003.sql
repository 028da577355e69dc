-- What a search by the text of failures looks through: the newest of each status.
CREATE INDEX tale_transaction_failure ON tale_transaction (status, id) WHERE failure IS NOT NULL;
