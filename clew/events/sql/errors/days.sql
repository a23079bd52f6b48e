-- Of the errors of a page: how often on each day, and when for the first time ever.
SELECT error_fingerprint, toDate(timestamp) AS day, count() AS times, min(timestamp) AS first_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event = '$exception'
  AND error_fingerprint IN {fingerprints:Array(UInt64)}
  AND timestamp >= {since:DateTime64(3, 'UTC')}
GROUP BY error_fingerprint, day
