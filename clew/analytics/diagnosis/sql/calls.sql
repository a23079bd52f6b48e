-- Events that say who somebody is, newest first.
SELECT timestamp, event, distinct_id,
       JSONExtractString(properties_text, if(event = '$identify', '$anon_distinct_id', 'alias')),
       lib, uuid
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND event IN ('$identify', '$create_alias', '$merge_dangerously')
ORDER BY timestamp DESC
LIMIT {limit:UInt32}
