SELECT toDate(timestamp) AS day, countIf(event != '$exception') AS events,
       countIf(event = '$exception') AS errors
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')}
  AND timestamp < {until:DateTime64(3, 'UTC')}
GROUP BY day
ORDER BY day
