-- Without their properties: a stack trace is long, and only the latest of each is shown.
SELECT argMax(error_type, (timestamp, uuid)) AS latest_type,
       argMax(error_value, (timestamp, uuid)) AS latest_value, count() AS times, uniqExact(person_id) AS people,
       min(timestamp) AS first_at, max(timestamp) AS last_at,
       argMax(uuid, (timestamp, uuid)) AS latest,
       argMax(distinct_id, (timestamp, uuid)) AS latest_distinct_id, error_fingerprint
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND event = '$exception'
GROUP BY error_fingerprint
ORDER BY last_at DESC, error_fingerprint
LIMIT {limit:UInt32} OFFSET {skip:UInt32}
