-- Of short columns that stand in the order of groups. Who each person is, PostgreSQL knows.
SELECT error_fingerprint, count() AS times, groupUniqArray(distinct_id) AS ids,
       min(timestamp) AS first_at, max(timestamp) AS last_at,
       argMax(distinct_id, timestamp) AS latest_distinct_id
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND event = '$exception'
GROUP BY error_fingerprint
ORDER BY last_at DESC, error_fingerprint
LIMIT {limit:UInt32} OFFSET {skip:UInt32}
