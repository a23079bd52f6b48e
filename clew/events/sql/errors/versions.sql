SELECT error_version, count() AS times, max(timestamp) AS last_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event = '$exception'
  AND timestamp >= {since:DateTime64(3, 'UTC')}
  AND notEmpty(error_version)
GROUP BY error_version
ORDER BY last_at DESC
LIMIT 50
