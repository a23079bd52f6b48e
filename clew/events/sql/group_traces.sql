-- The page's traces and whose they are, of short columns that stand in the order of groups. Events
-- without a trace id are told apart by id and moment.
SELECT trace_id, if(empty(trace_id), distinct_id, '') AS lone_id,
       if(empty(trace_id), timestamp, toDateTime64(0, 3, 'UTC')) AS lone_at,
       groupUniqArray(distinct_id) AS ids, min(timestamp) AS first_at, max(timestamp) AS last_at
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND startsWith(event, '$ai_')
GROUP BY trace_id, lone_id, lone_at
ORDER BY last_at DESC, trace_id
LIMIT {limit:UInt32} OFFSET {skip:UInt32}
