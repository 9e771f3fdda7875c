-- Updates notifications after acts: their actors, the badges and the inbox versions. The acts' own rows are
-- written before, and the inboxes are locked. Returns the outcome of each notification.
CREATE OR REPLACE FUNCTION settle_notifications(p_touches bell_touch[], p_now timestamptz)
RETURNS TABLE (notification_id uuid, recipient_id uuid, event text)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  v_touch   record;
  v_group   notifications;
  v_after   int;
  v_latest  uuid[];
  v_version int;
BEGIN
  FOR v_touch IN
    SELECT t.notification_id AS id, sum(t.delta)::int AS delta, bool_or(t.rang) AS rang,
           coalesce(array_agg(t.actor_id) FILTER (WHERE t.delta > 0), '{}') AS joined,
           coalesce(array_agg(t.actor_id) FILTER (WHERE t.delta < 0), '{}') AS gone
      FROM unnest(p_touches) t GROUP BY t.notification_id ORDER BY t.notification_id
  LOOP
    SELECT * INTO STRICT v_group FROM notifications n WHERE n.id = v_touch.id;
    v_after := v_group.actor_count + v_touch.delta;

    SELECT v_touch.joined || coalesce(array_agg(kept.actor_id ORDER BY kept.nth), '{}') INTO v_latest
      FROM unnest(v_group.latest_actors) WITH ORDINALITY AS kept(actor_id, nth)
     WHERE v_group.actor_count > 0
       AND kept.actor_id <> ALL (v_touch.joined) AND kept.actor_id <> ALL (v_touch.gone);
    -- Where one of those shown has left, the next in line is found among the acts themselves.
    IF cardinality(v_latest) < least(3, v_after) THEN
      v_latest := CASE v_group.type
        WHEN 'like' THEN ARRAY(
          SELECT l.user_id FROM likes l
           WHERE l.content_id = v_group.subject_id AND l.liked AND l.notification_id = v_group.id AND l.is_rung
           ORDER BY l.liked_at DESC, l.user_id DESC LIMIT 3)
        ELSE ARRAY(
          SELECT f.follower_id FROM follows f
           WHERE f.followee_id = v_group.subject_id AND f.follows AND f.notification_id = v_group.id AND f.is_rung
           ORDER BY f.followed_at DESC LIMIT 3) END;
    END IF;

    UPDATE inboxes i
       SET version = i.version + 1,
           unread_count = i.unread_count + CASE
             WHEN v_group.is_read THEN 0
             WHEN v_group.actor_count = 0 AND v_after > 0 THEN 1
             WHEN v_group.actor_count > 0 AND v_after = 0 THEN -1
             ELSE 0 END
     WHERE i.user_id = v_group.recipient_id
    RETURNING i.version INTO v_version;

    UPDATE notifications n
       SET actor_count = v_after,
           -- An empty group still knows whom it was about, for the word that it is withdrawn.
           latest_actors = CASE WHEN v_after = 0 THEN v_touch.gone[:3] ELSE v_latest[:3] END,
           inbox_version = v_version,
           created_at = CASE WHEN v_group.actor_count = 0 AND v_touch.rang THEN p_now ELSE n.created_at END,
           updated_at = CASE WHEN v_touch.rang THEN p_now ELSE n.updated_at END
     WHERE n.id = v_touch.id;

    CONTINUE WHEN v_group.actor_count = 0 AND v_after = 0;
    notification_id := v_touch.id;
    recipient_id := v_group.recipient_id;
    event := CASE
      WHEN v_after = 0 THEN 'removed'
      WHEN v_group.actor_count = 0 AND v_touch.rang THEN 'new'
      ELSE 'updated' END;
    RETURN NEXT;
  END LOOP;
END $$;
