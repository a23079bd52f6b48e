-- Each distinct id with each SDK in each session, the latest first.
SELECT distinct_id, lib, lib_version, session_id, min(timestamp), max(timestamp) AS last_at, count()
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib != 'clew'
GROUP BY distinct_id, lib, lib_version, session_id
ORDER BY last_at DESC
LIMIT {limit:UInt32}
