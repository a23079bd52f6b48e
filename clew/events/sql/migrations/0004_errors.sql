-- Which error it is, so that the same one is counted as one. The writer works it out with the
-- stack; of older events only type and message are read, without numbers.
ALTER TABLE {table:events} ADD COLUMN error_fingerprint UInt64
    DEFAULT if(event = '$exception', sipHash64(error_type, replaceRegexpAll(error_value, '[0-9]+', 'N')), 0);
-- The customer's product that failed, where the SDK was told.
ALTER TABLE {table:events} ADD COLUMN error_version LowCardinality(String)
    DEFAULT if(event = '$exception', coalesce(nullIf(JSONExtractString(properties_text, '$app_version'), ''), nullIf(JSONExtractString(properties_text, 'app_version'), ''), nullIf(JSONExtractString(properties_text, '$release'), ''), JSONExtractString(properties_text, 'release')), '');
ALTER TABLE {table:events} MATERIALIZE COLUMN error_fingerprint;
ALTER TABLE {table:events} MATERIALIZE COLUMN error_version;
