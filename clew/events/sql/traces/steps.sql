-- Every event of one trace, oldest first; an event without a trace id is a trace of its own.
SELECT uuid, event, timestamp, distinct_id, person_id, session_id, lib, lib_version,
       group_0, group_1, group_2, group_3, group_4, properties_text
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND startsWith(event, '$ai_')
  AND /*trace*/
ORDER BY timestamp, uuid
LIMIT {limit:UInt32}
