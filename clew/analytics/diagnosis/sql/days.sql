-- How often each event was sent on each day.
SELECT event, toDate(timestamp) AS day, count()
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib != 'clew'
GROUP BY event, day
ORDER BY day DESC
LIMIT {limit:UInt32}
