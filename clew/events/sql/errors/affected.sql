SELECT /*who*/ AS who, count() AS times, max(timestamp) AS last_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event = '$exception'
  AND error_fingerprint = {fingerprint:UInt64}
  AND /*filters*/
GROUP BY who
ORDER BY last_at DESC, who
LIMIT {limit:UInt32}
