-- Who else was in this session, or at this address? Asked when a customer's ids are diagnosed.
ALTER TABLE {table:events} ADD COLUMN ip String MATERIALIZED JSONExtractString(properties_text, '$ip');
ALTER TABLE {table:events} ADD INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE {table:events} ADD INDEX by_ip ip TYPE bloom_filter(0.01) GRANULARITY 1;
-- In the background; until it is done, older events are read without the index.
ALTER TABLE {table:events} MATERIALIZE COLUMN ip;
ALTER TABLE {table:events} MATERIALIZE INDEX by_session;
ALTER TABLE {table:events} MATERIALIZE INDEX by_ip;
