-- Of the latest occurrences: properties are long, and old ones tell little.
SELECT /*what*/ AS value, count() AS times, max(timestamp) AS last_at
FROM (
    SELECT timestamp, lib, lib_version, error_version, properties_text
    FROM events
    WHERE environment_id = {environment_id:UInt32}
      AND event = '$exception'
      AND error_fingerprint = {fingerprint:UInt64}
    ORDER BY timestamp DESC
    LIMIT {latest:UInt32}
)
WHERE notEmpty(value)
GROUP BY value
ORDER BY times DESC, value
LIMIT {limit:UInt32}
