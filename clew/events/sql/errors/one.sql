-- Short columns only: an error may have happened a million times.
SELECT count() AS times, uniqExact(person_id) AS people, /*accounts*/ AS accounts,
       min(timestamp) AS first_at, max(timestamp) AS last_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event = '$exception'
  AND error_fingerprint = {fingerprint:UInt64}
HAVING times > 0
