-- Presses in groups, first likes apart: most presses are the first of a person on a public content. Nothing is
-- remembered of those, so there is nothing to judge: one insert takes all of them, and each content, inbox and
-- notification moves once for the group. All other presses are judged one by one, as before.
--
-- What 0002_functions says of locks and of plans holds here too.

DROP FUNCTION apply_likes(uuid[], uuid[], content_type[], boolean[], text[], bigint[], uuid[]);

-- Applies presses of which something may be remembered: likes again, unlikes, toggles, one's own contents, contents
-- for followers. The caller holds the locks on contents and inboxes. Answers as `apply_likes` of 0002_functions did.
CREATE FUNCTION apply_judged_likes(
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

-- The first likes of one content in a group.
CREATE TYPE like_move AS (
  content_id   uuid,
  recipient_id uuid,
  bell_id      uuid,
  changes      int,
  latest       uuid[]
);

-- Moves what first likes move, each row once: counters and versions, notifications, inboxes. `p_moves` is in the order
-- of contents, all of whose rows are locked. Answers { notificationId, recipientId, event } of each notification.
--
-- Rows are found by `= ANY`, which no plan can turn round, and what belongs to one is found in an array beside the
-- sorted ids by `width_bucket`, a binary search.
CREATE FUNCTION settle_first_likes(p_moves like_move[], p_now timestamptz)
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

-- Applies a group of presses, each person and content at most once per group.
--
-- `p_contents`, `p_types`, `p_notification_ids` name the targets: a content, what its callers say it is (null: they
-- do not say) and the id a notification of it gets if one begins, the same for the same content. The other arrays
-- hold one press each: its target (from 1), who, the heart (null toggles), and device and seq (null for callers
-- that keep no presses).
--
-- Answers { targets: [{…} or null for no such content], first: [ord of each first like], judged: [[ord, found,
-- changed, liked]], notifications: [{ notificationId, recipientId, event }] }, with the counts after the group.
CREATE FUNCTION apply_likes(
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

  RETURN json_build_object('targets', v_targets, 'first', coalesce(to_json(v_first), '[]'),
                           'judged', coalesce(v_judged, '[]'), 'notifications', to_json(v_notifications));
END $$;
