-- The changes that must be one statement: likes in groups, follows, and the notifications both ring.
--
-- Lock order, everywhere: contents (by id) → users (by id) → inboxes (by user). Whoever keeps to it
-- cannot deadlock with another group of this or another server. Each step below is a statement of its
-- own, so it sees what was committed before the locks were granted.
--
-- A plan is kept for the life of a connection: one made while the tables were small must still be right
-- when they hold millions. Hence the planner settings, rows written one by one by their key, and joins with
-- LATERAL … LIMIT 1, which cannot be turned round into a scan of the whole table.

-- Does one person follow another?
CREATE FUNCTION is_following(p_follower uuid, p_followee uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT f.follows FROM follows f
                    WHERE f.follower_id = p_follower AND f.followee_id = p_followee), false)
$$;

-- May this person (null: a visitor without a session) see a content of that author and visibility?
-- The one rule; every read and every press asks it. Without a subquery of its own it is inlined where
-- it is called, so that what is public costs a comparison.
CREATE FUNCTION can_see(p_viewer uuid, p_author uuid, p_visibility visibility)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_visibility = 'public' OR p_viewer = p_author OR is_following(p_viewer, p_author)
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
  SELECT CASE
    WHEN NOT p_stands THEN CASE WHEN p_is_rung AND NOT p_is_read THEN 'withdraw'::bell ELSE 'none'::bell END
    WHEN p_now - p_rang_at < interval '24 hours' THEN CASE WHEN p_is_rung THEN 'none'::bell ELSE 'restore'::bell END
    ELSE 'ring'::bell END
$$;

-- One actor who joined (+1) or left (-1) a notification.
CREATE TYPE bell_touch AS (
  notification_id uuid,
  actor_id        uuid,
  delta           int,
  rang            boolean
);

-- Sums up what happened to notifications: their actors, the badges and the inbox versions. The acts' own
-- rows are written before, the inboxes are locked. Answers what became of each notification.
CREATE FUNCTION settle_notifications(p_touches bell_touch[], p_now timestamptz)
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
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_material = off
AS $$
#variable_conflict use_column
DECLARE
  v_now     timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_authors uuid[];
  v_presses like_press[];
  v_touches bell_touch[];
  v_move    record;
BEGIN
  SELECT array_agg(DISTINCT locked.author_id) INTO v_authors
    FROM (SELECT c.author_id FROM contents c WHERE c.id = ANY (p_contents) ORDER BY c.id FOR NO KEY UPDATE) locked;
  PERFORM 1 FROM inboxes i WHERE i.user_id = ANY (v_authors) ORDER BY i.user_id FOR UPDATE;

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
  SELECT DISTINCT ON (p.content_id) p.new_notification_id, p.author_id, 'like', p.content_id, 0, v_now, v_now
    FROM unnest(v_presses) p WHERE p.bell = 'ring' ORDER BY p.content_id
  ON CONFLICT (recipient_id, type, subject_id) WHERE NOT is_read DO NOTHING;

  -- The likes themselves; liked_at moves only when the heart does.
  INSERT INTO likes AS l
    (user_id, content_id, liked, liked_at, devices, seqs, notification_id, is_rung, rang_at)
  SELECT p.user_id, p.content_id, p.liked, v_now,
         p.devices[greatest(1, cardinality(p.devices) - 7):], p.seqs[greatest(1, cardinality(p.seqs) - 7):],
         CASE WHEN p.bell = 'ring' THEN (SELECT n.id FROM notifications n WHERE n.recipient_id = p.author_id AND n.type = 'like'
                AND n.subject_id = p.content_id AND NOT n.is_read)
              ELSE p.stands_in END,
         CASE p.bell WHEN 'none' THEN p.was_rung ELSE p.bell <> 'withdraw' END,
         CASE WHEN p.bell = 'ring' THEN v_now ELSE p.rang_at END
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
  SELECT p.ord, p.author_id IS NOT NULL, p.changes, coalesce(p.liked, false),
         u.username, u.display_name, u.avatar_url,
         p.content_type, p.author_id,
         c.like_count, c.comment_count, c.repost_count, c.version, NULL::uuid, NULL::uuid, NULL::text
    FROM unnest(v_presses) p
    LEFT JOIN LATERAL (
      SELECT c.* FROM contents c WHERE c.id = p.content_id AND p.author_id IS NOT NULL LIMIT 1) c ON true
    LEFT JOIN LATERAL (
      SELECT u.username, u.display_name, u.avatar_url FROM users u WHERE u.id = p.user_id LIMIT 1) u ON true;

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
  UPDATE notifications n SET actor_count = 0, is_read = true, inbox_version = i.version
    FROM inboxes i
   WHERE n.recipient_id = v_author AND n.type = 'like' AND n.subject_id = p_content
     AND n.actor_count > 0 AND i.user_id = v_author
  RETURNING n.id, n.recipient_id;
END $$;
