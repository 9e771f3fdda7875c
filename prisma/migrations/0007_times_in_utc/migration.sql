-- Sessions of the database stood in its own time zone, while times were written as UTC without a zone. Where
-- that zone was another, moments that the program wrote are off by whole quarters of an hour. Mended is what is
-- known from elsewhere: an id of version 7 begins with its moment, and a session lived thirty days.
WITH named AS (
  SELECT c.id,
         to_timestamp(('x' || translate(left(c.id::text, 13), '-', ''))::bit(48)::bigint / 1000.0) AS made_at
    FROM contents c
   WHERE substr(c.id::text, 15, 1) = '7'
), off AS (
  SELECT n.id, round(extract(epoch FROM c.created_at - n.made_at) / 900) * 900 AS seconds,
         extract(epoch FROM c.created_at - n.made_at) AS difference
    FROM named n JOIN contents c USING (id)
)
UPDATE contents c
   SET created_at = c.created_at - make_interval(secs => off.seconds::float8)
  FROM off
 WHERE c.id = off.id AND off.seconds <> 0 AND abs(off.seconds) <= 14 * 3600
   AND abs(off.difference - off.seconds) < 60;

WITH off AS (
  SELECT s.id, round(extract(epoch FROM s.expires_at - s.created_at - interval '720 hours') / 900) * 900 AS seconds,
         extract(epoch FROM s.expires_at - s.created_at - interval '720 hours') AS difference
    FROM sessions s
)
UPDATE sessions s
   SET expires_at = s.expires_at - make_interval(secs => off.seconds::float8),
       last_seen_at = least(s.last_seen_at, clock_timestamp())
  FROM off
 WHERE s.id = off.id AND off.seconds <> 0 AND abs(off.seconds) <= 14 * 3600
   AND abs(off.difference - off.seconds) < 60;
