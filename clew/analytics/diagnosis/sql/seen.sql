-- Which distinct ids, or which groups, sent anything at all.
SELECT DISTINCT /*key*/
FROM events
WHERE environment_id = {environment_id:UInt32}
  AND /*whose*/
  AND timestamp >= {since:DateTime64(3, 'UTC')} AND timestamp <= {until:DateTime64(3, 'UTC')}
  AND lib != 'clew'
LIMIT {limit:UInt32}
