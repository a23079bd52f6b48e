-- Short columns only; stack traces are long.
SELECT error_fingerprint, argMax(error_type, timestamp) AS latest_type,
       argMax(error_value, timestamp) AS latest_value, count() AS times,
       uniqExact(person_id) AS people, /*accounts*/ AS accounts,
       groupUniqArrayIf(20)(error_version, notEmpty(error_version)) AS versions,
       min(timestamp) AS first_at, max(timestamp) AS last_at, count() OVER () AS total
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event = '$exception'
  AND timestamp >= {since:DateTime64(3, 'UTC')}
  AND /*filters*/
GROUP BY error_fingerprint
ORDER BY /*order*/ DESC, last_at DESC, error_fingerprint
LIMIT {limit:UInt32} OFFSET {skip:UInt32}
