-- The answer of apply_likes says when the hearts moved, so that activities are made without a read.
-- Applies a group of likes, each person and content at most once per group.
--
-- `p_contents`, `p_types`, `p_notification_ids` name the targets. A target is a content, the type its callers
-- name (null: none), and the id a notification of it gets if one begins. The id is the same for the same
-- content. The other arrays hold one like each: its target (from 1), person, heart (null toggles), device and
-- seq. Device and seq are null for callers without numbered likes.
--
-- Returns { at: when the hearts of the group moved, targets: [{…} or null for no such content], first: [ord of
-- each first like], judged: [[ord, found, changed, liked]], notifications: [{ notificationId, recipientId,
-- event }] }, with the counts after the group.
CREATE OR REPLACE FUNCTION apply_likes(
  p_contents uuid[], p_types content_type[], p_notification_ids uuid[],
  p_targets int[], p_users uuid[], p_liked boolean[], p_devices text[], p_seqs bigint[]
) RETURNS json LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off
AS $$
#variable_conflict use_column
DECLARE
  v_now           timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_authors       uuid[];
  v_visibilities  visibility[];
  v_bells         uuid[];  -- the unread notification a like of the target stands in
  v_first         int[];
  v_rest          int[];
  v_moves         like_move[];
  v_judged        json;
  v_targets       json;
  v_notifications json[] := '{}';
  v_told          json[];
BEGIN
  SELECT array_agg(DISTINCT locked.author_id) INTO v_authors
    FROM (SELECT c.author_id FROM contents c WHERE c.id = ANY (p_contents) ORDER BY c.id FOR NO KEY UPDATE) locked;
  PERFORM 1 FROM inboxes i WHERE i.user_id = ANY (v_authors) ORDER BY i.user_id FOR UPDATE;

  SELECT array_agg(c.author_id ORDER BY t.nth), array_agg(c.visibility ORDER BY t.nth),
         array_agg(coalesce(n.id, t.notification_id) ORDER BY t.nth)
    INTO v_authors, v_visibilities, v_bells
    FROM unnest(p_contents, p_types, p_notification_ids)
         WITH ORDINALITY AS t(content_id, content_type, notification_id, nth)
    LEFT JOIN LATERAL (
      SELECT c.author_id, c.visibility FROM contents c
       WHERE c.id = t.content_id AND c.deleted_at IS NULL
         AND c.content_type = coalesce(t.content_type, c.content_type) LIMIT 1) c ON true
    LEFT JOIN LATERAL (
      SELECT n.id FROM notifications n
       WHERE n.recipient_id = c.author_id AND n.type = 'like' AND n.subject_id = t.content_id
         AND NOT n.is_read LIMIT 1) n ON true;

  -- Nobody else can write likes of a content that is locked.
  SELECT array_agg(p.ord) FILTER (WHERE p.is_first), array_agg(p.ord) FILTER (WHERE NOT p.is_first)
    INTO v_first, v_rest
    FROM (
      SELECT p.ord,
             coalesce(p.liked, true) AND coalesce(v_visibilities[p.target] = 'public', false)
             AND v_authors[p.target] <> p.user_id
             AND NOT EXISTS (
               SELECT 1 FROM likes l WHERE l.content_id = p_contents[p.target] AND l.user_id = p.user_id
             ) AS is_first
        FROM unnest(p_targets, p_users, p_liked) WITH ORDINALITY AS p(target, user_id, liked, ord)) p;

  INSERT INTO likes (user_id, content_id, liked, liked_at, devices, seqs, notification_id, is_rung, rang_at)
  SELECT p_users[f], p_contents[p_targets[f]], true, v_now,
         CASE WHEN p_devices[f] IS NULL THEN '{}' ELSE ARRAY[p_devices[f]] END,
         CASE WHEN p_devices[f] IS NULL THEN '{}' ELSE ARRAY[p_seqs[f]] END,
         v_bells[p_targets[f]], true, v_now
    FROM unnest(v_first) f;

  SELECT array_agg((m.content_id, v_authors[m.target], v_bells[m.target], m.changes, m.latest)::like_move
                   ORDER BY m.content_id)
    INTO v_moves
    FROM (SELECT p_contents[p_targets[f]] AS content_id, min(p_targets[f]) AS target, count(*)::int AS changes,
                 (array_agg(p_users[f] ORDER BY f DESC))[:3] AS latest
            FROM unnest(v_first) f GROUP BY 1) m;
  IF v_moves IS NOT NULL THEN
    v_notifications := settle_first_likes(v_moves, v_now);
  END IF;

  IF v_rest IS NOT NULL THEN
    SELECT json_agg(json_build_array(j.ord, j.found, j.changed, j.liked)) FILTER (WHERE j.ord IS NOT NULL),
           array_agg(json_build_object('notificationId', j.notification_id, 'recipientId', j.recipient_id,
                                       'event', j.event)) FILTER (WHERE j.notification_id IS NOT NULL)
      INTO v_judged, v_told
      FROM apply_judged_likes(
        v_rest,
        ARRAY(SELECT p_users[r] FROM unnest(v_rest) r),
        ARRAY(SELECT p_contents[p_targets[r]] FROM unnest(v_rest) r),
        ARRAY(SELECT p_types[p_targets[r]] FROM unnest(v_rest) r),
        ARRAY(SELECT p_liked[r] FROM unnest(v_rest) r),
        ARRAY(SELECT p_devices[r] FROM unnest(v_rest) r),
        ARRAY(SELECT p_seqs[r] FROM unnest(v_rest) r),
        ARRAY(SELECT p_notification_ids[p_targets[r]] FROM unnest(v_rest) r),
        v_now) j;
    v_notifications := v_notifications || v_told;
  END IF;

  SELECT json_agg(
           CASE WHEN c.id IS NULL THEN NULL ELSE json_build_object(
             'contentType', c.content_type, 'authorId', c.author_id, 'isPublic', c.visibility = 'public',
             'likeCount', c.like_count, 'commentCount', c.comment_count, 'repostCount', c.repost_count,
             'version', c.version) END
           ORDER BY t.nth)
    INTO v_targets
    FROM unnest(p_contents, v_authors) WITH ORDINALITY AS t(content_id, author_id, nth)
    LEFT JOIN LATERAL (
      SELECT c.* FROM contents c WHERE c.id = t.content_id AND t.author_id IS NOT NULL LIMIT 1) c ON true;

  RETURN json_build_object('at', v_now, 'targets', v_targets, 'first', coalesce(to_json(v_first), '[]'),
                           'judged', coalesce(v_judged, '[]'), 'notifications', to_json(v_notifications));
END $$;
