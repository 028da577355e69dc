-- Probes do what writes do, in the tables of the log.
DROP TABLE tale_probe;
