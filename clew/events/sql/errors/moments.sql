-- When the people who saw it last saw it; for tickets that were opened near it.
SELECT person_id, groupArray(timestamp) AS moments
FROM (
    SELECT person_id, timestamp
    FROM events
    WHERE environment_id = {environment_id:UInt32}
      AND event = '$exception'
      AND error_fingerprint = {fingerprint:UInt64}
    ORDER BY timestamp DESC
    LIMIT {latest:UInt32}
)
GROUP BY person_id
