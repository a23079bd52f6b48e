-- Which value of which flag was given, newest first.
SELECT timestamp, distinct_id, JSONExtractString(properties_text, '$feature_flag'),
       JSONExtractRaw(properties_text, '$feature_flag_response'), lib
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND event = '$feature_flag_called'
ORDER BY timestamp DESC
LIMIT {limit:UInt32}
