-- Calls that were refused and were sent under an id that is not this customer's.
SELECT timestamp, event, distinct_id,
       JSONExtractString(properties_text, if(event = '$identify', '$anon_distinct_id', 'alias')),
       lib, uuid
FROM events
WHERE environment_id = {environment_id:UInt32} AND uuid IN {uuids:Array(UUID)}
LIMIT {limit:UInt32}
