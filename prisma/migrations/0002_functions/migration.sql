-- The changes that must be one statement: likes in groups, follows, and the notifications both ring.
--
-- Lock order, everywhere: contents (by id) → users (by id) → inboxes (by user). Whoever keeps to it
-- cannot deadlock with another group of this or another server. Each step below is a statement of its
-- own, so it sees what was committed before the locks were granted.
--
-- The planner settings keep every step on its index: a plan made while a table is small is kept for
-- the life of a connection, and must still be right when the table holds millions.

-- May this person (null: a visitor without a session) see a content of that author and visibility?
-- The one rule; every read and every press asks it.
CREATE FUNCTION can_see(p_viewer uuid, p_author uuid, p_visibility visibility)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_visibility = 'public'
      OR p_viewer = p_author
      OR EXISTS (SELECT 1 FROM follows f
                  WHERE f.follower_id = p_viewer AND f.followee_id = p_author AND f.follows)
$$;

-- What an act (a like, a follow) does to the notification it stands in:
--   ring      it joins the recipient's unread group, which tells them
--   restore   done again within a day: back in its place, silently
--   withdraw  taken back while unread
--   none      one's own, or taken back after it was read, or already there
CREATE TYPE bell AS ENUM ('none', 'ring', 'restore', 'withdraw');

-- `p_rang_at`, `p_is_rung`: what the act's row remembers; `p_is_read`: of the group it stands in.
CREATE FUNCTION bell_for(
  p_stands boolean, p_is_rung boolean, p_is_read boolean, p_rang_at timestamptz, p_now timestamptz
) RETURNS bell LANGUAGE sql IMMUTABLE AS $$
  SELECT (CASE
    WHEN NOT p_stands THEN CASE WHEN p_is_rung AND NOT p_is_read THEN 'withdraw' ELSE 'none' END
    WHEN p_rang_at > p_now - interval '24 hours' THEN CASE WHEN p_is_rung THEN 'none' ELSE 'restore' END
    ELSE 'ring' END)::bell
$$;

-- One actor who joined (+1) or left (-1) a notification.
CREATE TYPE bell_touch AS (
  notification_id uuid,
  actor_id        uuid,
  delta           int,
  rang            boolean
);

-- Sums up what happened to notifications: their actors, the badges and the inbox versions. The acts' own
-- rows are written before. Answers what became of each notification.
CREATE FUNCTION settle_notifications(p_touches bell_touch[], p_now timestamptz)
RETURNS TABLE (notification_id uuid, recipient_id uuid, event text)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
BEGIN
  IF coalesce(cardinality(p_touches), 0) = 0 THEN RETURN; END IF;

  RETURN QUERY
  WITH touched AS (
    SELECT t.notification_id AS id, sum(t.delta)::int AS delta, bool_or(t.rang) AS rang,
           coalesce(array_agg(t.actor_id) FILTER (WHERE t.delta > 0), '{}') AS joined,
           coalesce(array_agg(t.actor_id) FILTER (WHERE t.delta < 0), '{}') AS gone
      FROM unnest(p_touches) t GROUP BY t.notification_id
  ), counted AS (
    SELECT n.id, n.recipient_id, n.is_read, n.actor_count AS before, n.actor_count + t.delta AS after, t.rang,
           (t.joined || ARRAY(SELECT a FROM unnest(n.latest_actors) WITH ORDINALITY AS kept(a, nth)
                               WHERE a <> ALL (t.joined) AND a <> ALL (t.gone) ORDER BY nth))[:3] AS latest,
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
           latest_actors = c.latest,
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

  -- Where one of the three shown has left, the next in line is found among the acts themselves.
  UPDATE notifications n
     SET latest_actors = CASE n.type
           WHEN 'like' THEN ARRAY(SELECT l.user_id FROM likes l
                                   WHERE l.content_id = n.subject_id AND l.notification_id = n.id AND l.is_rung
                                   ORDER BY l.liked_at DESC, l.user_id DESC LIMIT 3)
           ELSE ARRAY(SELECT f.follower_id FROM follows f
                       WHERE f.followee_id = n.subject_id AND f.notification_id = n.id AND f.is_rung
                       ORDER BY f.followed_at DESC LIMIT 3) END
    FROM (SELECT DISTINCT t.notification_id AS id FROM unnest(p_touches) t WHERE t.delta < 0) shrunk
   WHERE n.id = shrunk.id AND cardinality(n.latest_actors) < least(3, n.actor_count);
END $$;

-- One judged press, between reading and writing.
CREATE TYPE like_press AS (
  ord                 int,
  user_id             uuid,
  content_id          uuid,
  author_id           uuid,     -- null: no such content, or not for these eyes
  content_type        content_type,
  liked               boolean,  -- what holds afterwards
  changes             boolean,
  keeps_press         boolean,  -- the row is written, if only to remember device and seq
  devices             text[],
  seqs                bigint[],
  bell                bell,
  stands_in           uuid,     -- the notification the like stood in before
  was_rung            boolean,
  rang_at             timestamptz,
  new_notification_id uuid
);

-- Applies a group of presses, each person and content at most once per group. `p_liked` null toggles;
-- `p_types` null for callers that do not say what they think it is; `p_devices`/`p_seqs` null for callers
-- that keep no presses. A press at or below the newest seq of its device changes nothing. Answers one row
-- per press (`ord` set, in any order) and one row per notification that changed (`notification_id` set).
CREATE FUNCTION apply_likes(
  p_users uuid[], p_contents uuid[], p_types content_type[], p_liked boolean[],
  p_devices text[], p_seqs bigint[], p_notification_ids uuid[]
) RETURNS TABLE (
  ord int, found boolean, changed boolean, liked boolean,
  username text, display_name text, avatar_url text,
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
  v_touches bell_touch[];
BEGIN
  PERFORM 1 FROM contents c WHERE c.id = ANY (p_contents) ORDER BY c.id FOR NO KEY UPDATE;
  PERFORM 1 FROM inboxes i
   WHERE i.user_id IN (SELECT c.author_id FROM contents c WHERE c.id = ANY (p_contents))
   ORDER BY i.user_id FOR UPDATE;

  -- Judge.
  SELECT array_agg((
           i.ord, i.user_id, i.content_id, c.author_id, c.content_type,
           s.liked, s.changes, s.changes OR (NOT p.is_late AND i.device IS NOT NULL),
           CASE WHEN i.device IS NULL OR p.is_late THEN coalesce(l.devices, '{}')
                ELSE array_remove(l.devices, i.device) || i.device END,
           CASE WHEN i.device IS NULL OR p.is_late THEN coalesce(l.seqs, '{}')
                WHEN d.slot IS NULL THEN l.seqs || i.seq
                ELSE l.seqs[:d.slot - 1] || l.seqs[d.slot + 1:] || i.seq END,
           CASE WHEN s.changes AND i.user_id <> c.author_id
                THEN bell_for(s.liked, coalesce(l.is_rung, false), n.is_read, l.rang_at, v_now)
                ELSE 'none' END,
           l.notification_id, coalesce(l.is_rung, false), l.rang_at, i.notification_id
         )::like_press)
    INTO v_presses
    FROM unnest(p_users, p_contents, p_types, p_liked, p_devices, p_seqs, p_notification_ids)
         WITH ORDINALITY AS i(user_id, content_id, content_type, liked, device, seq, notification_id, ord)
    LEFT JOIN contents c ON c.id = i.content_id AND c.deleted_at IS NULL
                        AND c.content_type = coalesce(i.content_type, c.content_type)
                        AND can_see(i.user_id, c.author_id, c.visibility)
    LEFT JOIN likes l ON l.content_id = i.content_id AND l.user_id = i.user_id
    LEFT JOIN notifications n ON n.id = l.notification_id
   CROSS JOIN LATERAL (SELECT array_position(l.devices, i.device) AS slot) d
   CROSS JOIN LATERAL (SELECT d.slot IS NOT NULL AND l.seqs[d.slot] >= i.seq AS is_late,
                              coalesce(i.liked, NOT coalesce(l.liked, false)) AS wanted) p
   CROSS JOIN LATERAL (SELECT CASE WHEN p.is_late THEN l.liked ELSE p.wanted END AS liked,
                              c.id IS NOT NULL AND NOT p.is_late AND p.wanted <> coalesce(l.liked, false) AS changes) s;

  -- An unread group for each content that rings and has none.
  INSERT INTO notifications (id, recipient_id, type, subject_id, inbox_version, created_at, updated_at)
  SELECT DISTINCT ON (p.content_id) p.new_notification_id, p.author_id, 'like', p.content_id, 0, v_now, v_now
    FROM unnest(v_presses) p WHERE p.bell = 'ring' ORDER BY p.content_id
  ON CONFLICT (recipient_id, type, subject_id) WHERE NOT is_read DO NOTHING;

  -- The likes themselves; liked_at moves only when the heart does.
  INSERT INTO likes AS l
    (user_id, content_id, liked, liked_at, devices, seqs, notification_id, is_rung, rang_at)
  SELECT p.user_id, p.content_id, p.liked, v_now,
         p.devices[greatest(1, cardinality(p.devices) - 7):], p.seqs[greatest(1, cardinality(p.seqs) - 7):],
         CASE WHEN p.bell = 'ring' THEN n.id ELSE p.stands_in END,
         CASE p.bell WHEN 'none' THEN p.was_rung ELSE p.bell <> 'withdraw' END,
         CASE WHEN p.bell = 'ring' THEN v_now ELSE p.rang_at END
    FROM unnest(v_presses) p
    LEFT JOIN notifications n ON p.bell = 'ring' AND n.recipient_id = p.author_id AND n.type = 'like'
                             AND n.subject_id = p.content_id AND NOT n.is_read
   WHERE p.author_id IS NOT NULL AND p.keeps_press
  ON CONFLICT (content_id, user_id) DO UPDATE
    SET liked = EXCLUDED.liked,
        liked_at = CASE WHEN l.liked = EXCLUDED.liked THEN l.liked_at ELSE EXCLUDED.liked_at END,
        devices = EXCLUDED.devices, seqs = EXCLUDED.seqs,
        notification_id = EXCLUDED.notification_id, is_rung = EXCLUDED.is_rung, rang_at = EXCLUDED.rang_at;

  UPDATE contents c
     SET like_count = c.like_count + d.delta, version = c.version + d.changes
    FROM (SELECT p.content_id, count(*)::int AS changes, sum(CASE WHEN p.liked THEN 1 ELSE -1 END)::int AS delta
            FROM unnest(v_presses) p WHERE p.changes GROUP BY p.content_id) d
   WHERE c.id = d.content_id;

  SELECT array_agg(t.touch) INTO v_touches
    FROM (
      SELECT (n.id, p.user_id, 1, true)::bell_touch AS touch
        FROM unnest(v_presses) p
        JOIN notifications n ON n.recipient_id = p.author_id AND n.type = 'like'
                            AND n.subject_id = p.content_id AND NOT n.is_read
       WHERE p.bell = 'ring'
      UNION ALL
      SELECT (p.stands_in, p.user_id, CASE p.bell WHEN 'restore' THEN 1 ELSE -1 END, false)::bell_touch
        FROM unnest(v_presses) p
       WHERE p.bell IN ('restore', 'withdraw') OR (p.bell = 'ring' AND p.was_rung)
    ) t;

  RETURN QUERY
  SELECT p.ord, p.author_id IS NOT NULL, p.changes, coalesce(p.liked, false),
         u.username, u.display_name, u.avatar_url,
         p.content_type, p.author_id,
         c.like_count, c.comment_count, c.repost_count, c.version, NULL::uuid, NULL::uuid, NULL::text
    FROM unnest(v_presses) p
    LEFT JOIN contents c ON c.id = p.content_id AND p.author_id IS NOT NULL
    LEFT JOIN users u ON u.id = p.user_id;

  RETURN QUERY
  SELECT NULL::int, NULL::boolean, NULL::boolean, NULL::boolean,
         NULL::text, NULL::text, NULL::text, NULL::content_type, NULL::uuid,
         NULL::int, NULL::int, NULL::int, NULL::int, n.notification_id, n.recipient_id, n.event
    FROM settle_notifications(v_touches, v_now) n;
END $$;

-- Sets whether one person follows another. Answers whether it changed, and the notifications that did.
CREATE FUNCTION apply_follow(p_follower uuid, p_followee uuid, p_follows boolean, p_notification_id uuid)
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

-- Takes a content away: nobody sees it from this commit on, and what it rang is withdrawn with it.
-- Answers the notifications that went, so that their recipients can be told.
CREATE FUNCTION remove_content(p_content uuid)
RETURNS TABLE (notification_id uuid, recipient_id uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_author uuid;
BEGIN
  UPDATE contents c SET deleted_at = date_trunc('milliseconds', clock_timestamp())
   WHERE c.id = p_content AND c.deleted_at IS NULL
  RETURNING c.author_id INTO v_author;
  IF NOT FOUND THEN RETURN; END IF;

  PERFORM 1 FROM inboxes i WHERE i.user_id = v_author FOR UPDATE;

  UPDATE inboxes i
     SET version = i.version + 1,
         unread_count = i.unread_count - (
           SELECT count(*)::int FROM notifications n
            WHERE n.recipient_id = v_author AND n.type = 'like' AND n.subject_id = p_content
              AND NOT n.is_read AND n.actor_count > 0)
   WHERE i.user_id = v_author;

  RETURN QUERY
  UPDATE notifications n SET actor_count = 0, latest_actors = '{}', is_read = true, inbox_version = i.version
    FROM inboxes i
   WHERE n.recipient_id = v_author AND n.type = 'like' AND n.subject_id = p_content
     AND n.actor_count > 0 AND i.user_id = v_author
  RETURNING n.id, n.recipient_id;
END $$;
