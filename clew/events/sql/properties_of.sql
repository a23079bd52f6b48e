-- Of a few events known by their whole key.
SELECT uuid, properties_text
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp IN {moments:Array(DateTime64(3, 'UTC'))}
  AND uuid IN {uuids:Array(UUID)}
