-- The latest event of each of a few errors, known by their distinct ids and moments.
SELECT error_fingerprint, error_type, error_value, uuid, properties_text
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND event = '$exception'
  AND timestamp IN {moments:Array(DateTime64(3, 'UTC'))}
  AND error_fingerprint IN {fingerprints:Array(UInt64)}
ORDER BY timestamp DESC, uuid DESC
LIMIT 1 BY error_fingerprint
