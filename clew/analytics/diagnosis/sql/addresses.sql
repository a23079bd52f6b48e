-- Every distinct id seen in these, ours and others'; many of one place are cut off.
SELECT ip, distinct_id, lib, count(), countIf(event = '$exception'), min(timestamp),
       max(timestamp) AS last_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND ip IN {values:Array(String)}
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib != 'clew'
GROUP BY ip, distinct_id, lib
ORDER BY last_at DESC
LIMIT 40 BY ip
LIMIT {limit:UInt32}
