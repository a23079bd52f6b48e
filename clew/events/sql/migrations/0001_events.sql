-- One row for each event. The key begins with the distinct id, not the person: a profile is read
-- by all distinct ids of its person, so a merge is right at once and rewrites nothing.
CREATE TABLE {table:events}
(
    environment_id UInt32,
    distinct_id String,
    timestamp DateTime64(3, 'UTC'),
    uuid UUID,
    event LowCardinality(String),
    person_id UUID,
    person_mode LowCardinality(String),
    -- As sent, for pages and the API: JSON below turns dotted keys into nested ones.
    properties_text String CODEC(ZSTD(1)),
    -- For SQL. No dynamic paths: each would be a column file, and customers choose the keys.
    properties JSON(max_dynamic_paths = 0)
        MATERIALIZED CAST(properties_text AS JSON(max_dynamic_paths = 0)),
    group_0 String,
    group_1 String,
    group_2 String,
    group_3 String,
    group_4 String,
    lib LowCardinality(String),
    lib_version LowCardinality(String),
    session_id String,
    -- Of $exception events: the caught error's type and value, cut to 400 characters.
    error_type String,
    error_value String,
    -- Of $ai_… events.
    trace_id String,
    received_at DateTime64(3, 'UTC'),
    INDEX by_uuid uuid TYPE bloom_filter(0.001) GRANULARITY 4,
    INDEX by_group_0 group_0 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_group_1 group_1 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_group_2 group_2 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_group_3 group_3 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_group_4 group_4 TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = {engine}
PARTITION BY toYYYYMM(timestamp)
ORDER BY (environment_id, distinct_id, timestamp, uuid)
SETTINGS
    {deduplication_window},
    min_bytes_for_wide_part = 10485760,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    object_serialization_version = 'v3',
    object_shared_data_serialization_version = 'advanced',
    object_shared_data_serialization_version_for_zero_level_parts = 'map';
