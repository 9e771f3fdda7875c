-- Applies likes that may have an earlier row: likes again, unlikes, toggles, one's own contents, contents for
-- followers. The caller holds the locks on contents and inboxes. Returns one row a like and one row a
-- notification.
CREATE OR REPLACE FUNCTION apply_judged_likes(
  p_ords int[], p_users uuid[], p_contents uuid[], p_types content_type[], p_liked boolean[],
  p_devices text[], p_seqs bigint[], p_notification_ids uuid[], p_now timestamptz
) RETURNS TABLE (
  ord int, found boolean, changed boolean, liked boolean,
  notification_id uuid, recipient_id uuid, event text
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_presses like_press[];
  v_touches bell_touch[];
  v_move    record;
BEGIN
  SELECT array_agg((
           i.ord, i.user_id, i.content_id, c.author_id, c.content_type,
           s.liked, s.changes, s.changes OR (NOT p.is_late AND i.device IS NOT NULL),
           CASE WHEN i.device IS NULL OR p.is_late THEN coalesce(l.devices, '{}')
                ELSE array_remove(l.devices, i.device) || i.device END,
           CASE WHEN i.device IS NULL OR p.is_late THEN coalesce(l.seqs, '{}')
                WHEN d.slot IS NULL THEN l.seqs || i.seq
                ELSE l.seqs[:d.slot - 1] || l.seqs[d.slot + 1:] || i.seq END,
           CASE WHEN s.changes AND i.user_id <> c.author_id
                THEN bell_for(s.liked, coalesce(l.is_rung, false), n.is_read, l.rang_at, p_now)
                ELSE 'none' END,
           l.notification_id, coalesce(l.is_rung, false), l.rang_at, i.notification_id
         )::like_press)
    INTO v_presses
    FROM unnest(p_ords, p_users, p_contents, p_types, p_liked, p_devices, p_seqs, p_notification_ids)
           AS i(ord, user_id, content_id, content_type, liked, device, seq, notification_id)
    LEFT JOIN LATERAL (
      SELECT c.* FROM contents c
       WHERE c.id = i.content_id AND c.deleted_at IS NULL
         AND c.content_type = coalesce(i.content_type, c.content_type)
         AND can_see(i.user_id, c.author_id, c.visibility) LIMIT 1) c ON true
    LEFT JOIN LATERAL (
      SELECT l.* FROM likes l WHERE l.content_id = i.content_id AND l.user_id = i.user_id LIMIT 1) l ON true
    LEFT JOIN LATERAL (SELECT n.is_read FROM notifications n WHERE n.id = l.notification_id LIMIT 1) n ON true
   CROSS JOIN LATERAL (SELECT array_position(l.devices, i.device) AS slot) d
   CROSS JOIN LATERAL (SELECT d.slot IS NOT NULL AND l.seqs[d.slot] >= i.seq AS is_late,
                              coalesce(i.liked, NOT coalesce(l.liked, false)) AS wanted) p
   CROSS JOIN LATERAL (SELECT CASE WHEN p.is_late THEN l.liked ELSE p.wanted END AS liked,
                              c.id IS NOT NULL AND NOT p.is_late AND p.wanted <> coalesce(l.liked, false) AS changes) s;

  -- An unread group for each content that rings and has none.
  INSERT INTO notifications (id, recipient_id, type, subject_id, inbox_version, created_at, updated_at)
  SELECT DISTINCT ON (p.content_id) p.new_notification_id, p.author_id, 'like', p.content_id, 0, p_now, p_now
    FROM unnest(v_presses) p WHERE p.bell = 'ring' ORDER BY p.content_id
  ON CONFLICT (recipient_id, type, subject_id) WHERE NOT is_read DO NOTHING;

  -- The likes themselves; liked_at moves only when the heart does.
  INSERT INTO likes AS l
    (user_id, content_id, liked, liked_at, devices, seqs, notification_id, is_rung, rang_at)
  SELECT p.user_id, p.content_id, p.liked, p_now,
         p.devices[greatest(1, cardinality(p.devices) - 7):], p.seqs[greatest(1, cardinality(p.seqs) - 7):],
         CASE WHEN p.bell = 'ring' THEN (SELECT n.id FROM notifications n WHERE n.recipient_id = p.author_id AND n.type = 'like'
                AND n.subject_id = p.content_id AND NOT n.is_read)
              ELSE p.stands_in END,
         CASE p.bell WHEN 'none' THEN p.was_rung ELSE p.bell <> 'withdraw' END,
         CASE WHEN p.bell = 'ring' THEN p_now ELSE p.rang_at END
    FROM unnest(v_presses) p
   WHERE p.author_id IS NOT NULL AND p.keeps_press
  ON CONFLICT (content_id, user_id) DO UPDATE
    SET liked = EXCLUDED.liked,
        liked_at = CASE WHEN l.liked = EXCLUDED.liked THEN l.liked_at ELSE EXCLUDED.liked_at END,
        devices = EXCLUDED.devices, seqs = EXCLUDED.seqs,
        notification_id = EXCLUDED.notification_id, is_rung = EXCLUDED.is_rung, rang_at = EXCLUDED.rang_at;

  FOR v_move IN
    SELECT p.content_id, count(*)::int AS changes, sum(CASE WHEN p.liked THEN 1 ELSE -1 END)::int AS delta
      FROM unnest(v_presses) p WHERE p.changes GROUP BY p.content_id ORDER BY p.content_id
  LOOP
    UPDATE contents c
       SET like_count = c.like_count + v_move.delta, version = c.version + v_move.changes
     WHERE c.id = v_move.content_id;
  END LOOP;

  SELECT array_agg(t.touch) INTO v_touches
    FROM (
      SELECT ((SELECT n.id FROM notifications n WHERE n.recipient_id = p.author_id AND n.type = 'like'
                AND n.subject_id = p.content_id AND NOT n.is_read),
              p.user_id, 1, true)::bell_touch AS touch
        FROM unnest(v_presses) p WHERE p.bell = 'ring'
      UNION ALL
      SELECT (p.stands_in, p.user_id, CASE p.bell WHEN 'restore' THEN 1 ELSE -1 END, false)::bell_touch
        FROM unnest(v_presses) p
       WHERE p.bell IN ('restore', 'withdraw') OR (p.bell = 'ring' AND p.was_rung)
    ) t;

  RETURN QUERY
  SELECT p.ord, p.author_id IS NOT NULL, p.changes, coalesce(p.liked, false), NULL::uuid, NULL::uuid, NULL::text
    FROM unnest(v_presses) p;

  RETURN QUERY
  SELECT NULL::int, NULL::boolean, NULL::boolean, NULL::boolean, n.notification_id, n.recipient_id, n.event
    FROM settle_notifications(v_touches, p_now) n;
END $$;
