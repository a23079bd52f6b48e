SELECT error_type, error_value, uuid, distinct_id, person_id, properties_text
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND event = '$exception'
  AND error_fingerprint = {fingerprint:UInt64}
  AND timestamp = {at:DateTime64(3, 'UTC')}
ORDER BY uuid DESC
LIMIT 1
