-- The changes that must be one statement: likes in groups, follows, and the notifications both ring.
--
-- Lock order, everywhere: contents (by id) → users (by id) → inboxes (by user). Whoever keeps to it
-- cannot deadlock with another group of this or another server. Each step below is a statement of its
-- own, so it sees what was committed before the locks were granted.
--
-- The planner settings keep every step on its index: a plan made while a table is small is kept for
-- the life of a connection, and must still be right when the table holds millions.

-- May this person (null: a visitor without a session) see a content of that author and visibility?
-- The one rule; engine/visibility.ts spells the same for Prisma and a test holds the two together.
CREATE FUNCTION can_see(p_viewer uuid, p_author uuid, p_visibility visibility)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_visibility = 'public'
      OR p_viewer = p_author
      OR EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = p_viewer AND f.followee_id = p_author)
$$;

-- Somebody did, or took back, something that concerns somebody else.
CREATE TYPE act AS (
  subject_id      uuid,     -- the liked content; for a follow, the person followed
  actor_id        uuid,
  recipient_id    uuid,
  stands          boolean,  -- true: done, false: taken back
  notification_id uuid      -- id for a new group, should one be needed
);

-- What happened to a notification on the way; summed up once at the end.
CREATE TYPE notification_touch AS (
  notification_id uuid,
  delta           int,
  rang            boolean
);

-- Applies acts of one type to notifications, badges and inbox versions.
-- Guarantees: one notification per standing act (the actor's primary key); taking back withdraws it
-- while unread; doing it again within a day does not ring again.
CREATE FUNCTION notify(p_type notification_type, p_acts act[], p_now timestamptz)
RETURNS TABLE (notification_id uuid, recipient_id uuid, event text)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_touches notification_touch[] := '{}';
  v_more    notification_touch[];
  v_quiet_since timestamptz := p_now - interval '24 hours';
BEGIN
  IF cardinality(p_acts) = 0 THEN RETURN; END IF;

  PERFORM 1 FROM inboxes i
   WHERE i.user_id IN (SELECT a.recipient_id FROM unnest(p_acts) a)
   ORDER BY i.user_id FOR UPDATE;

  -- Taken back while unread: withdrawn. A read one stays as it is.
  WITH withdrawn AS (
    UPDATE notification_actors na SET is_active = false
      FROM unnest(p_acts) a, notifications n
     WHERE NOT a.stands AND na.type = p_type AND na.subject_id = a.subject_id AND na.actor_id = a.actor_id
       AND na.is_active AND n.id = na.notification_id AND NOT n.is_read
    RETURNING na.notification_id
  )
  SELECT array_agg((w.notification_id, -1, false)::notification_touch) INTO v_more FROM withdrawn w;
  v_touches := v_touches || coalesce(v_more, '{}');

  -- Done again within a day: back in its place, silently.
  WITH restored AS (
    UPDATE notification_actors na SET is_active = true
      FROM unnest(p_acts) a
     WHERE a.stands AND na.type = p_type AND na.subject_id = a.subject_id AND na.actor_id = a.actor_id
       AND NOT na.is_active AND na.rang_at > v_quiet_since
    RETURNING na.notification_id
  )
  SELECT array_agg((r.notification_id, 1, false)::notification_touch) INTO v_more FROM restored r;
  v_touches := v_touches || coalesce(v_more, '{}');

  -- Done again after more than a day: it leaves its old group and rings anew.
  WITH expired AS (
    DELETE FROM notification_actors na USING unnest(p_acts) a
     WHERE a.stands AND na.type = p_type AND na.subject_id = a.subject_id AND na.actor_id = a.actor_id
       AND na.rang_at <= v_quiet_since
    RETURNING na.notification_id, na.is_active
  )
  SELECT array_agg((e.notification_id, -1, false)::notification_touch) INTO v_more
    FROM expired e WHERE e.is_active;
  v_touches := v_touches || coalesce(v_more, '{}');

  INSERT INTO notifications (id, recipient_id, type, subject_id, actor_count, is_read, inbox_version, created_at, updated_at)
  SELECT DISTINCT ON (a.recipient_id, a.subject_id)
         a.notification_id, a.recipient_id, p_type, a.subject_id, 0, false, 0, p_now, p_now
    FROM unnest(p_acts) a
   WHERE a.stands
     AND NOT EXISTS (SELECT 1 FROM notification_actors na
                      WHERE na.type = p_type AND na.subject_id = a.subject_id AND na.actor_id = a.actor_id)
   ORDER BY a.recipient_id, a.subject_id
  ON CONFLICT (recipient_id, type, subject_id) WHERE NOT is_read DO NOTHING;

  WITH rung AS (
    INSERT INTO notification_actors (type, subject_id, actor_id, notification_id, is_active, rang_at)
    SELECT p_type, a.subject_id, a.actor_id, n.id, true, p_now
      FROM unnest(p_acts) a
      JOIN notifications n ON n.recipient_id = a.recipient_id AND n.type = p_type
                          AND n.subject_id = a.subject_id AND NOT n.is_read
     WHERE a.stands
    ON CONFLICT (type, subject_id, actor_id) DO NOTHING
    RETURNING notification_actors.notification_id
  )
  SELECT array_agg((r.notification_id, 1, true)::notification_touch) INTO v_more FROM rung r;
  v_touches := v_touches || coalesce(v_more, '{}');

  RETURN QUERY
  WITH touched AS (
    SELECT t.notification_id AS id, sum(t.delta)::int AS delta, bool_or(t.rang) AS rang
      FROM unnest(v_touches) t GROUP BY t.notification_id
  ), counted AS (
    SELECT n.id, n.recipient_id, n.is_read, n.actor_count AS before, n.actor_count + t.delta AS after, t.rang,
           i.version + row_number() OVER (PARTITION BY n.recipient_id ORDER BY n.id) AS inbox_version
      FROM touched t JOIN notifications n ON n.id = t.id JOIN inboxes i ON i.user_id = n.recipient_id
  ), badges AS (
    UPDATE inboxes i
       SET version = b.version, unread_count = i.unread_count + b.unread
      FROM (SELECT c.recipient_id, max(c.inbox_version)::int AS version,
                   sum(CASE WHEN c.is_read THEN 0
                            WHEN c.before = 0 AND c.after > 0 THEN 1
                            WHEN c.before > 0 AND c.after = 0 THEN -1
                            ELSE 0 END)::int AS unread
              FROM counted c GROUP BY c.recipient_id) b
     WHERE i.user_id = b.recipient_id
  ), moved AS (
    UPDATE notifications n
       SET actor_count = c.after,
           inbox_version = c.inbox_version,
           created_at = CASE WHEN c.before = 0 AND c.rang THEN p_now ELSE n.created_at END,
           updated_at = CASE WHEN c.rang THEN p_now ELSE n.updated_at END
      FROM counted c
     WHERE n.id = c.id
  )
  SELECT c.id, c.recipient_id,
         CASE WHEN c.after = 0 AND c.before > 0 THEN 'removed'
              WHEN c.after > 0 AND c.before = 0 AND c.rang THEN 'new'
              ELSE 'updated' END
    FROM counted c
   WHERE c.before > 0 OR c.after > 0;
END $$;

-- One judged press, between reading and writing.
CREATE TYPE like_press AS (
  ord             int,
  user_id         uuid,
  content_id      uuid,
  author_id       uuid,     -- null: no such content, or not for these eyes
  content_type    content_type,
  was_liked       boolean,
  liked           boolean,  -- what holds afterwards
  changes         boolean,
  keeps_press     boolean,  -- the row is written, if only to remember device and seq
  devices         text[],
  seqs            bigint[],
  activity_id     uuid,
  notification_id uuid
);

-- Applies a group of presses, each person and content at most once per group. `p_liked` null toggles;
-- `p_types` null for callers that do not say what they think it is; `p_devices`/`p_seqs` null for callers
-- that keep no presses. A press at or below the newest seq of its
-- device changes nothing. Answers one row per press (`ord` set, in any order) and one row per notification
-- that changed (`notification_id` set).
CREATE FUNCTION apply_likes(
  p_users uuid[], p_contents uuid[], p_types content_type[], p_liked boolean[],
  p_devices text[], p_seqs bigint[], p_activity_ids uuid[], p_notification_ids uuid[]
) RETURNS TABLE (
  ord int, found boolean, changed boolean, liked boolean, username text,
  content_type content_type, author_id uuid,
  like_count int, comment_count int, repost_count int, version int,
  notification_id uuid, recipient_id uuid, event text
) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_now     timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_presses like_press[];
  v_acts    act[];
BEGIN
  PERFORM 1 FROM contents c WHERE c.id = ANY (p_contents) ORDER BY c.id FOR NO KEY UPDATE;

  SELECT array_agg((
           i.ord, i.user_id, i.content_id, c.author_id, c.content_type,
           coalesce(l.liked, false), s.liked, s.changes, s.changes OR (NOT s.is_late AND i.device IS NOT NULL),
           CASE WHEN i.device IS NULL OR s.is_late THEN coalesce(l.devices, '{}')
                ELSE array_remove(l.devices, i.device) || i.device END,
           CASE WHEN i.device IS NULL OR s.is_late THEN coalesce(l.seqs, '{}')
                WHEN s.slot IS NULL THEN l.seqs || i.seq
                ELSE l.seqs[:s.slot - 1] || l.seqs[s.slot + 1:] || i.seq END,
           i.activity_id, i.notification_id
         )::like_press)
    INTO v_presses
    FROM unnest(p_users, p_contents, p_types, p_liked, p_devices, p_seqs, p_activity_ids, p_notification_ids)
         WITH ORDINALITY AS i(user_id, content_id, content_type, liked, device, seq, activity_id, notification_id, ord)
    LEFT JOIN contents c ON c.id = i.content_id AND c.deleted_at IS NULL
                        AND c.content_type = coalesce(i.content_type, c.content_type)
                        AND can_see(i.user_id, c.author_id, c.visibility)
    LEFT JOIN likes l ON l.content_id = i.content_id AND l.user_id = i.user_id
   CROSS JOIN LATERAL (SELECT array_position(l.devices, i.device) AS slot) d
   CROSS JOIN LATERAL (SELECT d.slot IS NOT NULL AND l.seqs[d.slot] >= i.seq AS is_late) p
   CROSS JOIN LATERAL (
     SELECT d.slot, p.is_late,
            CASE WHEN p.is_late THEN l.liked ELSE coalesce(i.liked, NOT coalesce(l.liked, false)) END AS liked,
            c.id IS NOT NULL AND NOT p.is_late
              AND coalesce(i.liked, NOT coalesce(l.liked, false)) <> coalesce(l.liked, false) AS changes
   ) s;

  -- liked_at moves only when the heart does.
  INSERT INTO likes AS l (user_id, content_id, liked, liked_at, devices, seqs)
  SELECT p.user_id, p.content_id, p.liked, v_now,
         p.devices[greatest(1, cardinality(p.devices) - 7):], p.seqs[greatest(1, cardinality(p.seqs) - 7):]
    FROM unnest(v_presses) p
   WHERE p.author_id IS NOT NULL AND p.keeps_press
  ON CONFLICT (content_id, user_id) DO UPDATE
    SET liked = EXCLUDED.liked,
        liked_at = CASE WHEN l.liked = EXCLUDED.liked THEN l.liked_at ELSE EXCLUDED.liked_at END,
        devices = EXCLUDED.devices, seqs = EXCLUDED.seqs;

  UPDATE contents c
     SET like_count = c.like_count + d.delta, version = c.version + d.changes
    FROM (SELECT p.content_id, count(*)::int AS changes, sum(CASE WHEN p.liked THEN 1 ELSE -1 END)::int AS delta
            FROM unnest(v_presses) p WHERE p.changes GROUP BY p.content_id) d
   WHERE c.id = d.content_id;

  INSERT INTO activities (id, actor_id, verb, object_type, object_id, created_at)
  SELECT p.activity_id, p.user_id, 'liked', p.content_type::text, p.content_id, v_now
    FROM unnest(v_presses) p WHERE p.changes AND p.liked AND p.user_id <> p.author_id
  ON CONFLICT (actor_id, verb, object_id) DO NOTHING;

  DELETE FROM activities a USING unnest(v_presses) p
   WHERE p.changes AND NOT p.liked AND a.actor_id = p.user_id AND a.verb = 'liked' AND a.object_id = p.content_id;

  SELECT array_agg((p.content_id, p.user_id, p.author_id, p.liked, p.notification_id)::act)
    INTO v_acts
    FROM unnest(v_presses) p WHERE p.changes AND p.user_id <> p.author_id;

  RETURN QUERY
  SELECT p.ord, p.author_id IS NOT NULL, p.changes, coalesce(p.liked, false), u.username,
         p.content_type, p.author_id,
         c.like_count, c.comment_count, c.repost_count, c.version, NULL::uuid, NULL::uuid, NULL::text
    FROM unnest(v_presses) p
    LEFT JOIN contents c ON c.id = p.content_id AND p.author_id IS NOT NULL
    LEFT JOIN users u ON u.id = p.user_id;

  RETURN QUERY
  SELECT NULL::int, NULL::boolean, NULL::boolean, NULL::boolean, NULL::text, NULL::content_type, NULL::uuid,
         NULL::int, NULL::int, NULL::int, NULL::int, n.notification_id, n.recipient_id, n.event
    FROM notify('like', coalesce(v_acts, '{}'), v_now) n;
END $$;

-- Sets whether one person follows another. Answers whether it changed, and the notification if one did.
CREATE FUNCTION apply_follow(
  p_follower uuid, p_followee uuid, p_follows boolean, p_activity_id uuid, p_notification_id uuid
) RETURNS TABLE (changed boolean, notification_id uuid, recipient_id uuid, event text)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_now   timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_delta int;
BEGIN
  PERFORM 1 FROM users u WHERE u.id IN (p_follower, p_followee) ORDER BY u.id FOR NO KEY UPDATE;

  IF p_follows THEN
    INSERT INTO follows (follower_id, followee_id, created_at) VALUES (p_follower, p_followee, v_now)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_delta = ROW_COUNT;
  ELSE
    DELETE FROM follows f WHERE f.follower_id = p_follower AND f.followee_id = p_followee;
    GET DIAGNOSTICS v_delta = ROW_COUNT;
    v_delta := -v_delta;
  END IF;

  IF v_delta = 0 THEN
    RETURN QUERY SELECT false, NULL::uuid, NULL::uuid, NULL::text;
    RETURN;
  END IF;

  UPDATE users u SET following_count = u.following_count + v_delta WHERE u.id = p_follower;
  UPDATE users u SET follower_count = u.follower_count + v_delta WHERE u.id = p_followee;

  IF p_follows THEN
    INSERT INTO activities (id, actor_id, verb, object_type, object_id, created_at)
    VALUES (p_activity_id, p_follower, 'followed', 'user', p_followee, v_now)
    ON CONFLICT (actor_id, verb, object_id) DO NOTHING;
  ELSE
    DELETE FROM activities a WHERE a.actor_id = p_follower AND a.verb = 'followed' AND a.object_id = p_followee;
  END IF;

  RETURN QUERY SELECT true, NULL::uuid, NULL::uuid, NULL::text;
  RETURN QUERY
  SELECT NULL::boolean, n.notification_id, n.recipient_id, n.event
    FROM notify('follow', ARRAY[(p_followee, p_follower, p_followee, p_follows, p_notification_id)::act], v_now) n;
END $$;

-- Takes a content away: nobody sees it from this commit on, and what it rang is withdrawn with it.
-- Answers the notifications that went, so that their recipients can be told.
CREATE FUNCTION remove_content(p_content uuid)
RETURNS TABLE (notification_id uuid, recipient_id uuid)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_now  timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_gone uuid[];
BEGIN
  UPDATE contents c SET deleted_at = v_now WHERE c.id = p_content AND c.deleted_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;

  DELETE FROM activities a WHERE a.object_id = p_content;

  PERFORM 1 FROM inboxes i
   WHERE i.user_id IN (SELECT n.recipient_id FROM notifications n WHERE n.type = 'like' AND n.subject_id = p_content)
   ORDER BY i.user_id FOR UPDATE;

  UPDATE inboxes i
     SET version = i.version + g.touched, unread_count = i.unread_count - g.unread
    FROM (SELECT n.recipient_id, count(*)::int AS touched,
                 count(*) FILTER (WHERE NOT n.is_read AND n.actor_count > 0)::int AS unread
            FROM notifications n WHERE n.type = 'like' AND n.subject_id = p_content GROUP BY n.recipient_id) g
   WHERE i.user_id = g.recipient_id;

  RETURN QUERY
  UPDATE notifications n SET actor_count = 0, is_read = true, inbox_version = i.version
    FROM inboxes i
   WHERE n.type = 'like' AND n.subject_id = p_content AND i.user_id = n.recipient_id AND n.actor_count > 0
  RETURNING n.id, n.recipient_id;

  DELETE FROM notification_actors na WHERE na.type = 'like' AND na.subject_id = p_content;
END $$;
