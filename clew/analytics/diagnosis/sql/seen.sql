-- Which distinct ids sent anything at all.
SELECT DISTINCT distinct_id
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib != 'clew'
LIMIT {limit:UInt32}
