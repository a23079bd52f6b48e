-- Newest first. The last event of a page is the cursor of the next.
SELECT uuid, event, timestamp, distinct_id, person_id, session_id, lib, lib_version,
       group_0, group_1, group_2, group_3, group_4, properties_text
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND /*kind*/
  AND (empty({name:String}) OR event = {name:String})
  AND timestamp >= {after_at:DateTime64(3, 'UTC')}
  AND timestamp <= {before_at:DateTime64(3, 'UTC')}
  AND (timestamp, uuid) < ({before_at:DateTime64(3, 'UTC')}, {before_uuid:UUID})
ORDER BY timestamp DESC, uuid DESC
LIMIT {limit:UInt32}
