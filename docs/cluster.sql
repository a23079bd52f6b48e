-- The event store on a cluster named 'main', as CLICKHOUSE_CLUSTER=main makes it. Generated from
-- clew/events/sql/migrations by scripts/document-cluster; docs/scaling.md explains it.

-- 0001_events
CREATE TABLE IF NOT EXISTS events_local ON CLUSTER 'main'
(
    environment_id UInt32,
    distinct_id String,
    timestamp DateTime64(3, 'UTC'),
    uuid UUID,
    event LowCardinality(String),
    person_id UUID,
    person_mode LowCardinality(String),
    properties_text String CODEC(ZSTD(1)),
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
    error_type String,
    error_value String,
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY toYYYYMM(timestamp)
ORDER BY (environment_id, distinct_id, timestamp, uuid)
SETTINGS
    replicated_deduplication_window = 1000,
    min_bytes_for_wide_part = 10485760,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    object_serialization_version = 'v3',
    object_shared_data_serialization_version = 'advanced',
    object_shared_data_serialization_version_for_zero_level_parts = 'map';
CREATE TABLE IF NOT EXISTS events ON CLUSTER 'main' AS events_local ENGINE = Distributed('main', currentDatabase(), events_local, cityHash64(environment_id, distinct_id));

-- 0002_mirror
CREATE TABLE IF NOT EXISTS mirror_persons_local ON CLUSTER 'main'
(
    id UUID,
    version UInt64,
    is_deleted UInt8 DEFAULT 0,
    environment_id UInt32,
    name String,
    email String,
    is_identified Bool,
    created_at DateTime64(3, 'UTC'),
    last_seen_at Nullable(DateTime64(3, 'UTC')),
    properties JSON(max_dynamic_paths = 0)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY id
SETTINGS
    min_bytes_for_wide_part = 10485760,
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1,
    object_serialization_version = 'v3',
    object_shared_data_serialization_version = 'advanced',
    object_shared_data_serialization_version_for_zero_level_parts = 'map';
CREATE TABLE IF NOT EXISTS mirror_persons ON CLUSTER 'main' AS mirror_persons_local ENGINE = Distributed('main', currentDatabase(), mirror_persons_local, cityHash64(id));
CREATE TABLE IF NOT EXISTS mirror_distinct_ids_local ON CLUSTER 'main'
(
    id UInt64,
    version UInt64,
    is_deleted UInt8 DEFAULT 0,
    environment_id UInt32,
    distinct_id String,
    person_id UUID,
    created_at DateTime64(3, 'UTC'),
    moved_at Nullable(DateTime64(3, 'UTC'))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
CREATE TABLE IF NOT EXISTS mirror_distinct_ids ON CLUSTER 'main' AS mirror_distinct_ids_local ENGINE = Distributed('main', currentDatabase(), mirror_distinct_ids_local, cityHash64(id));
CREATE TABLE IF NOT EXISTS mirror_groups_local ON CLUSTER 'main'
(
    id UInt64,
    version UInt64,
    is_deleted UInt8 DEFAULT 0,
    environment_id UInt32,
    type LowCardinality(String),
    type_index UInt8,
    is_account Bool,
    key String,
    name String,
    plan String,
    created_at DateTime64(3, 'UTC'),
    last_seen_at Nullable(DateTime64(3, 'UTC')),
    merged_into String,
    mrr Nullable(Float64),
    arr Nullable(Float64),
    currency LowCardinality(String),
    trial_ends_at Nullable(DateTime64(3, 'UTC')),
    renews_at Nullable(DateTime64(3, 'UTC')),
    seats Nullable(UInt32),
    seats_used Nullable(UInt32),
    region String,
    risk String,
    csm String,
    tam String,
    ae String,
    health Nullable(UInt8),
    health_band LowCardinality(String),
    properties JSON(max_dynamic_paths = 0)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY id
SETTINGS
    min_bytes_for_wide_part = 10485760,
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1,
    object_serialization_version = 'v3',
    object_shared_data_serialization_version = 'advanced',
    object_shared_data_serialization_version_for_zero_level_parts = 'map';
CREATE TABLE IF NOT EXISTS mirror_groups ON CLUSTER 'main' AS mirror_groups_local ENGINE = Distributed('main', currentDatabase(), mirror_groups_local, cityHash64(id));
CREATE TABLE IF NOT EXISTS mirror_tickets_local ON CLUSTER 'main'
(
    id UInt64,
    version UInt64,
    is_deleted UInt8 DEFAULT 0,
    environment_id UInt32,
    number UInt64,
    subject String,
    status LowCardinality(String),
    severity LowCardinality(String),
    priority LowCardinality(String),
    kind LowCardinality(String),
    area LowCardinality(String),
    channel LowCardinality(String),
    team_id UInt64,
    team LowCardinality(String),
    assignee_id UInt64,
    assignee LowCardinality(String),
    follower_ids Array(UInt64),
    person_id UUID,
    requester_email String,
    account_key String,
    plan String,
    verified Bool,
    tags Array(LowCardinality(String)),
    fields JSON(max_dynamic_paths = 0),
    message_count UInt32,
    last_message_by LowCardinality(String),
    escalated_to LowCardinality(String),
    merged_into UInt64,
    created_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC'),
    solved_at Nullable(DateTime64(3, 'UTC')),
    due_at Nullable(DateTime64(3, 'UTC'))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
CREATE TABLE IF NOT EXISTS mirror_tickets ON CLUSTER 'main' AS mirror_tickets_local ENGINE = Distributed('main', currentDatabase(), mirror_tickets_local, cityHash64(id));
CREATE TABLE IF NOT EXISTS mirror_messages_local ON CLUSTER 'main'
(
    id UInt64,
    version UInt64,
    is_deleted UInt8 DEFAULT 0,
    environment_id UInt32,
    ticket_id UInt64,
    ticket UInt64,
    public Bool,
    author_kind LowCardinality(String),
    author LowCardinality(String),
    staff_id UInt64,
    channel LowCardinality(String),
    created_at DateTime64(3, 'UTC'),
    edited_at Nullable(DateTime64(3, 'UTC')),
    body String CODEC(ZSTD(3))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
CREATE TABLE IF NOT EXISTS mirror_messages ON CLUSTER 'main' AS mirror_messages_local ENGINE = Distributed('main', currentDatabase(), mirror_messages_local, cityHash64(id));
CREATE TABLE IF NOT EXISTS mirror_targets_local ON CLUSTER 'main'
(
    id UInt64,
    version UInt64,
    is_deleted UInt8 DEFAULT 0,
    environment_id UInt32,
    ticket_id UInt64,
    ticket UInt64,
    metric LowCardinality(String),
    run UInt32,
    state LowCardinality(String),
    policy LowCardinality(String),
    target_minutes UInt32,
    paused_minutes UInt32,
    started_at DateTime64(3, 'UTC'),
    due_at Nullable(DateTime64(3, 'UTC')),
    fulfilled_at Nullable(DateTime64(3, 'UTC')),
    breached_at Nullable(DateTime64(3, 'UTC')),
    cancelled_at Nullable(DateTime64(3, 'UTC'))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version, is_deleted)
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
CREATE TABLE IF NOT EXISTS mirror_targets ON CLUSTER 'main' AS mirror_targets_local ENGINE = Distributed('main', currentDatabase(), mirror_targets_local, cityHash64(id));
ALTER TABLE events_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS own_subject String
    DEFAULT if(lib = 'clew', JSONExtractString(properties_text, 'subject'), '');
ALTER TABLE events ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS own_subject String
    DEFAULT if(lib = 'clew', JSONExtractString(properties_text, 'subject'), '');
ALTER TABLE events_local ON CLUSTER 'main' MATERIALIZE COLUMN own_subject;

-- 0003_sessions_and_addresses
ALTER TABLE events_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS ip String MATERIALIZED JSONExtractString(properties_text, '$ip');
ALTER TABLE events ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS ip String MATERIALIZED JSONExtractString(properties_text, '$ip');
ALTER TABLE events_local ON CLUSTER 'main' ADD INDEX IF NOT EXISTS by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE events_local ON CLUSTER 'main' ADD INDEX IF NOT EXISTS by_ip ip TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE events_local ON CLUSTER 'main' MATERIALIZE COLUMN ip;
ALTER TABLE events_local ON CLUSTER 'main' MATERIALIZE INDEX by_session;
ALTER TABLE events_local ON CLUSTER 'main' MATERIALIZE INDEX by_ip;

-- 0004_errors
ALTER TABLE events_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS error_fingerprint UInt64
    DEFAULT if(event = '$exception', sipHash64(error_type, replaceRegexpAll(error_value, '[0-9]+', 'N')), 0);
ALTER TABLE events ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS error_fingerprint UInt64
    DEFAULT if(event = '$exception', sipHash64(error_type, replaceRegexpAll(error_value, '[0-9]+', 'N')), 0);
ALTER TABLE events_local ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS error_version LowCardinality(String)
    DEFAULT if(event = '$exception', coalesce(nullIf(JSONExtractString(properties_text, '$app_version'), ''), nullIf(JSONExtractString(properties_text, 'app_version'), ''), nullIf(JSONExtractString(properties_text, '$release'), ''), JSONExtractString(properties_text, 'release')), '');
ALTER TABLE events ON CLUSTER 'main' ADD COLUMN IF NOT EXISTS error_version LowCardinality(String)
    DEFAULT if(event = '$exception', coalesce(nullIf(JSONExtractString(properties_text, '$app_version'), ''), nullIf(JSONExtractString(properties_text, 'app_version'), ''), nullIf(JSONExtractString(properties_text, '$release'), ''), JSONExtractString(properties_text, 'release')), '');
ALTER TABLE events_local ON CLUSTER 'main' MATERIALIZE COLUMN error_fingerprint;
ALTER TABLE events_local ON CLUSTER 'main' MATERIALIZE COLUMN error_version;

-- 0005_by_group
ALTER TABLE events_local ON CLUSTER 'main' ADD PROJECTION IF NOT EXISTS by_group_0
    (SELECT environment_id, group_0, timestamp, event, distinct_id, trace_id, error_fingerprint ORDER BY environment_id, group_0, timestamp);
ALTER TABLE events_local ON CLUSTER 'main' MODIFY SETTING lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE events_local ON CLUSTER 'main' MATERIALIZE PROJECTION by_group_0;
