-- Applies the effects of first likes, each row once: counters and versions, notifications, inboxes. `p_moves`
-- is in the order of contents, all of whose rows are locked. Returns { notificationId, recipientId, event } of
-- each notification.
--
-- Rows are found by `= ANY`, whose plan cannot change. Their data is found in an array beside the sorted ids by
-- `width_bucket`, a binary search.
CREATE OR REPLACE FUNCTION settle_first_likes(p_moves like_move[], p_now timestamptz)
RETURNS json[] LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_contents   uuid[];
  v_changes    int[];
  v_recipients uuid[];
  v_versions   int[];
  v_rung       int[];
  v_new        int[];
  v_outcomes   json[];
BEGIN
  SELECT array_agg(m.content_id ORDER BY m.content_id), array_agg(m.changes ORDER BY m.content_id)
    INTO v_contents, v_changes FROM unnest(p_moves) m;
  UPDATE contents c
     SET like_count = c.like_count + v_changes[width_bucket(c.id, v_contents)],
         version = c.version + v_changes[width_bucket(c.id, v_contents)]
   WHERE c.id = ANY (v_contents);

  SELECT array_agg(i.user_id ORDER BY i.user_id), array_agg(i.version ORDER BY i.user_id)
    INTO v_recipients, v_versions
    FROM inboxes i WHERE i.user_id = ANY (ARRAY(SELECT DISTINCT m.recipient_id FROM unnest(p_moves) m));

  WITH rung AS (
    INSERT INTO notifications AS n (id, recipient_id, type, subject_id, actor_count, latest_actors,
                                    inbox_version, created_at, updated_at)
    SELECT m.bell_id, m.recipient_id, 'like', m.content_id, m.changes, m.latest,
           v_versions[width_bucket(m.recipient_id, v_recipients)]
             + row_number() OVER (PARTITION BY m.recipient_id ORDER BY m.content_id),
           p_now, p_now
      FROM unnest(p_moves) m
    ON CONFLICT (id) DO UPDATE
       SET actor_count = n.actor_count + EXCLUDED.actor_count,
           latest_actors = CASE WHEN n.actor_count = 0 THEN EXCLUDED.latest_actors
                                ELSE (EXCLUDED.latest_actors || n.latest_actors)[:3] END,
           inbox_version = EXCLUDED.inbox_version,
           created_at = CASE WHEN n.actor_count = 0 THEN p_now ELSE n.created_at END,
           updated_at = p_now
    RETURNING n.id, n.recipient_id, n.actor_count = v_changes[width_bucket(n.subject_id, v_contents)] AS is_new
  ), told AS (
    SELECT r.recipient_id, count(*)::int AS rung, count(*) FILTER (WHERE r.is_new)::int AS new,
           array_agg(json_build_object(
             'notificationId', r.id, 'recipientId', r.recipient_id,
             'event', CASE WHEN r.is_new THEN 'new' ELSE 'updated' END)) AS outcomes
      FROM rung r GROUP BY r.recipient_id
  )
  SELECT array_agg(t.rung ORDER BY t.recipient_id), array_agg(t.new ORDER BY t.recipient_id),
         (SELECT array_agg(o) FROM told, unnest(told.outcomes) o)
    INTO v_rung, v_new, v_outcomes
    FROM told t;

  UPDATE inboxes i
     SET version = i.version + v_rung[width_bucket(i.user_id, v_recipients)],
         unread_count = i.unread_count + v_new[width_bucket(i.user_id, v_recipients)]
   WHERE i.user_id = ANY (v_recipients);
  RETURN v_outcomes;
END $$;
