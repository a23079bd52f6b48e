-- The last answer of each trace of a page.
SELECT if(empty(trace_id), toString(uuid), trace_id) AS trace,
       argMax(properties_text, (timestamp, uuid)) AS latest
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND distinct_id IN {distinct_ids:Array(String)}
  AND event = '$ai_generation'
  AND timestamp >= {since:DateTime64(3, 'UTC')}
  AND if(empty(trace_id), toString(uuid), trace_id) IN {traces:Array(String)}
GROUP BY trace
