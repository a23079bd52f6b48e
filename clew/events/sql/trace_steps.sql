-- The events of one AI trace, newest first; an event without a trace id is a trace of its own.
SELECT uuid, event, timestamp, distinct_id, person_id, session_id, lib, lib_version,
       group_0, group_1, group_2, group_3, group_4, properties_text
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND startsWith(event, '$ai_')
  AND if(empty(trace_id), toString(uuid), trace_id) = {trace_id:String}
ORDER BY timestamp DESC, uuid DESC
LIMIT {limit:UInt32}
