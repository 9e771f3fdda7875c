-- Sets whether one person follows another. Answers whether it changed, and the notifications that did.
CREATE OR REPLACE FUNCTION apply_follow(p_follower uuid, p_followee uuid, p_follows boolean, p_notification_id uuid)
RETURNS TABLE (changed boolean, notification_id uuid, recipient_id uuid, event text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_now      timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_old      follows;
  v_is_read  boolean;
  v_bell     bell;
  v_group    uuid;
  v_touches  bell_touch[] := '{}';
BEGIN
  PERFORM 1 FROM users u WHERE u.id IN (p_follower, p_followee) ORDER BY u.id FOR NO KEY UPDATE;
  PERFORM 1 FROM inboxes i WHERE i.user_id = p_followee FOR UPDATE;

  SELECT * INTO v_old FROM follows f WHERE f.follower_id = p_follower AND f.followee_id = p_followee;
  IF coalesce(v_old.follows, false) = p_follows THEN
    RETURN QUERY SELECT false, NULL::uuid, NULL::uuid, NULL::text;
    RETURN;
  END IF;

  SELECT n.is_read INTO v_is_read FROM notifications n WHERE n.id = v_old.notification_id;
  v_bell := bell_for(p_follows, coalesce(v_old.is_rung, false), v_is_read, v_old.rang_at, v_now);
  v_group := v_old.notification_id;

  IF v_bell = 'restore' OR v_bell = 'withdraw' THEN
    v_touches := ARRAY[(v_group, p_follower, CASE v_bell WHEN 'restore' THEN 1 ELSE -1 END, false)::bell_touch];
  ELSIF v_bell = 'ring' THEN
    IF v_old.is_rung THEN v_touches := ARRAY[(v_group, p_follower, -1, false)::bell_touch]; END IF;
    INSERT INTO notifications (id, recipient_id, type, subject_id, inbox_version, created_at, updated_at)
    VALUES (p_notification_id, p_followee, 'follow', p_followee, 0, v_now, v_now)
    ON CONFLICT (recipient_id, type, subject_id) WHERE NOT is_read DO NOTHING;
    SELECT n.id INTO v_group FROM notifications n
     WHERE n.recipient_id = p_followee AND n.type = 'follow' AND n.subject_id = p_followee AND NOT n.is_read;
    v_touches := v_touches || (v_group, p_follower, 1, true)::bell_touch;
  END IF;

  INSERT INTO follows AS f (follower_id, followee_id, follows, followed_at, notification_id, is_rung, rang_at)
  VALUES (p_follower, p_followee, p_follows, v_now, v_group,
          CASE v_bell WHEN 'none' THEN coalesce(v_old.is_rung, false) ELSE v_bell <> 'withdraw' END,
          CASE WHEN v_bell = 'ring' THEN v_now ELSE v_old.rang_at END)
  ON CONFLICT (follower_id, followee_id) DO UPDATE
    SET follows = EXCLUDED.follows, followed_at = EXCLUDED.followed_at,
        notification_id = EXCLUDED.notification_id, is_rung = EXCLUDED.is_rung, rang_at = EXCLUDED.rang_at;

  UPDATE users u SET following_count = u.following_count + CASE WHEN p_follows THEN 1 ELSE -1 END
   WHERE u.id = p_follower;
  UPDATE users u SET follower_count = u.follower_count + CASE WHEN p_follows THEN 1 ELSE -1 END
   WHERE u.id = p_followee;

  RETURN QUERY SELECT true, NULL::uuid, NULL::uuid, NULL::text;
  RETURN QUERY
  SELECT NULL::boolean, n.notification_id, n.recipient_id, n.event FROM settle_notifications(v_touches, v_now) n;
END $$;
