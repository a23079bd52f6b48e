-- What each distinct id sent, by SDK and version; the latest seen first.
SELECT distinct_id, lib, lib_version, count(), countIf(event = '$exception'),
       uniqExact(toDate(timestamp)), min(timestamp), max(timestamp) AS last_at,
       groupUniqArrayIf(20)(session_id, notEmpty(session_id)), groupUniqArrayIf(5)(ip, notEmpty(ip)),
       quantiles(0.1, 0.5, 0.9)(
           toUnixTimestamp64Milli(timestamp) - toUnixTimestamp64Milli(received_at)) AS ahead
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib != 'clew'
GROUP BY distinct_id, lib, lib_version
ORDER BY last_at DESC
LIMIT {limit:UInt32}
