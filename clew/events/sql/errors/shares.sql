-- Of the latest occurrences: properties are long, and old ones tell little.
SELECT error_version, trim(concat(lib, ' ', lib_version)) AS sdk,
       JSONExtractString(properties_text, '$browser') AS browser,
       JSONExtractString(properties_text, '$os') AS system
FROM (
    SELECT lib, lib_version, error_version, properties_text
    FROM events
    WHERE environment_id = {environment_id:UInt32}
      AND event = '$exception'
      AND error_fingerprint = {fingerprint:UInt64}
    ORDER BY timestamp DESC
    LIMIT {latest:UInt32}
)
