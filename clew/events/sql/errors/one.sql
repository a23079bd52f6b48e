SELECT error_fingerprint, argMax(error_type, (timestamp, uuid)) AS latest_type,
       argMax(error_value, (timestamp, uuid)) AS latest_value, count() AS times,
       uniqExact(person_id) AS people, /*accounts*/ AS accounts,
       min(timestamp) AS first_at, max(timestamp) AS last_at,
       argMax(uuid, (timestamp, uuid)) AS latest,
       argMax(distinct_id, (timestamp, uuid)) AS latest_distinct_id,
       argMax(person_id, (timestamp, uuid)) AS latest_person_id
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event = '$exception'
  AND error_fingerprint = {fingerprint:UInt64}
GROUP BY error_fingerprint
