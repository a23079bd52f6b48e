-- What the parts of an account's page count, in the order of accounts: 12 % more on disk and less
-- than 1 µs for each event written, for reads five to ten times as fast. Only the first group type
-- has it, which is the customer's organisation nearly everywhere; others are found by their index.
-- person_id is left out: correcting it after people merged would sort everything anew.
ALTER TABLE {table:events} ADD PROJECTION by_group_0
    (SELECT environment_id, group_0, timestamp, event, distinct_id, trace_id, error_fingerprint ORDER BY environment_id, group_0, timestamp);
ALTER TABLE {table:events} MODIFY SETTING lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE {table:events} MATERIALIZE PROJECTION by_group_0;
