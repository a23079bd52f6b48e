-- Rows of PostgreSQL that SQL may read; clew.analytics.mirror keeps them up to date. The latest
-- version of a row counts, and merging forgets the others, those of deleted rows too.
CREATE TABLE {table:mirror_persons}
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
ENGINE = {replacing}
ORDER BY id
SETTINGS
    min_bytes_for_wide_part = 10485760,
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1,
    object_serialization_version = 'v3',
    object_shared_data_serialization_version = 'advanced',
    object_shared_data_serialization_version_for_zero_level_parts = 'map';
CREATE TABLE {table:mirror_distinct_ids}
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
ENGINE = {replacing}
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
CREATE TABLE {table:mirror_groups}
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
ENGINE = {replacing}
ORDER BY id
SETTINGS
    min_bytes_for_wide_part = 10485760,
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1,
    object_serialization_version = 'v3',
    object_shared_data_serialization_version = 'advanced',
    object_shared_data_serialization_version_for_zero_level_parts = 'map';
CREATE TABLE {table:mirror_tickets}
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
ENGINE = {replacing}
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
CREATE TABLE {table:mirror_messages}
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
ENGINE = {replacing}
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
CREATE TABLE {table:mirror_targets}
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
ENGINE = {replacing}
ORDER BY id
SETTINGS
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;
-- What Clew's own events are about (ticket/42), so that SQL can leave out what a reader may not see.
ALTER TABLE {table:events} ADD COLUMN own_subject String
    DEFAULT if(lib = 'clew', JSONExtractString(properties_text, 'subject'), '');
ALTER TABLE {table:events} MATERIALIZE COLUMN own_subject;
