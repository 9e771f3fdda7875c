--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: bell; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.bell AS ENUM (
    'none',
    'ring',
    'restore',
    'withdraw'
);


--
-- Name: bell_touch; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.bell_touch AS (
	notification_id uuid,
	actor_id uuid,
	delta integer,
	rang boolean
);


--
-- Name: content_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.content_type AS ENUM (
    'post',
    'video'
);


--
-- Name: like_move; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.like_move AS (
	content_id uuid,
	recipient_id uuid,
	bell_id uuid,
	changes integer,
	latest uuid[]
);


--
-- Name: like_press; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.like_press AS (
	ord integer,
	user_id uuid,
	content_id uuid,
	author_id uuid,
	content_type public.content_type,
	liked boolean,
	changes boolean,
	keeps_press boolean,
	devices text[],
	seqs bigint[],
	bell public.bell,
	stands_in uuid,
	was_rung boolean,
	rang_at timestamp with time zone,
	new_notification_id uuid
);


--
-- Name: notification_type; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.notification_type AS ENUM (
    'like',
    'follow'
);


--
-- Name: visibility; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.visibility AS ENUM (
    'public',
    'followers'
);


--
-- Name: apply_follow(uuid, uuid, boolean, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.apply_follow(p_follower uuid, p_followee uuid, p_follows boolean, p_notification_id uuid) RETURNS TABLE(changed boolean, notification_id uuid, recipient_id uuid, event text)
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: apply_judged_likes(integer[], uuid[], uuid[], public.content_type[], boolean[], text[], bigint[], uuid[], timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.apply_judged_likes(p_ords integer[], p_users uuid[], p_contents uuid[], p_types public.content_type[], p_liked boolean[], p_devices text[], p_seqs bigint[], p_notification_ids uuid[], p_now timestamp with time zone) RETURNS TABLE(ord integer, found boolean, changed boolean, liked boolean, notification_id uuid, recipient_id uuid, event text)
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: apply_likes(uuid[], public.content_type[], uuid[], integer[], uuid[], boolean[], text[], bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.apply_likes(p_contents uuid[], p_types public.content_type[], p_notification_ids uuid[], p_targets integer[], p_users uuid[], p_liked boolean[], p_devices text[], p_seqs bigint[]) RETURNS json
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_material TO 'off'
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


--
-- Name: bell_for(boolean, boolean, boolean, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.bell_for(p_stands boolean, p_is_rung boolean, p_is_read boolean, p_rang_at timestamp with time zone, p_now timestamp with time zone) RETURNS public.bell
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT CASE
    WHEN NOT p_stands THEN CASE WHEN p_is_rung AND NOT p_is_read THEN 'withdraw'::bell ELSE 'none'::bell END
    WHEN p_now - p_rang_at < interval '24 hours' THEN CASE WHEN p_is_rung THEN 'none'::bell ELSE 'restore'::bell END
    ELSE 'ring'::bell END
$$;


--
-- Name: can_see(uuid, uuid, public.visibility); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.can_see(p_viewer uuid, p_author uuid, p_visibility public.visibility) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT p_visibility = 'public' OR p_viewer = p_author OR is_following(p_viewer, p_author)
$$;


--
-- Name: is_following(uuid, uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.is_following(p_follower uuid, p_followee uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT coalesce((SELECT f.follows FROM follows f
                    WHERE f.follower_id = p_follower AND f.followee_id = p_followee), false)
$$;


--
-- Name: remove_content(uuid); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.remove_content(p_content uuid) RETURNS TABLE(notification_id uuid, recipient_id uuid)
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: settle_first_likes(public.like_move[], timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_first_likes(p_moves public.like_move[], p_now timestamp with time zone) RETURNS json[]
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: settle_notifications(public.bell_touch[], timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.settle_notifications(p_touches public.bell_touch[], p_now timestamp with time zone) RETURNS TABLE(notification_id uuid, recipient_id uuid, event text)
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
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


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: _prisma_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public._prisma_migrations (
    id character varying(36) NOT NULL,
    checksum character varying(64) NOT NULL,
    finished_at timestamp with time zone,
    migration_name character varying(255) NOT NULL,
    logs text,
    rolled_back_at timestamp with time zone,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_steps_count integer DEFAULT 0 NOT NULL
);


--
-- Name: contents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contents (
    id uuid NOT NULL,
    content_type public.content_type NOT NULL,
    author_id uuid NOT NULL,
    body text NOT NULL,
    visibility public.visibility DEFAULT 'public'::public.visibility NOT NULL,
    video_url text,
    poster_url text,
    duration_ms integer,
    width integer,
    height integer,
    like_count integer DEFAULT 0 NOT NULL,
    comment_count integer DEFAULT 0 NOT NULL,
    repost_count integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    deleted_at timestamp(3) with time zone,
    CONSTRAINT contents_comment_count_not_negative CHECK ((comment_count >= 0)),
    CONSTRAINT contents_like_count_not_negative CHECK ((like_count >= 0)),
    CONSTRAINT contents_repost_count_not_negative CHECK ((repost_count >= 0)),
    CONSTRAINT contents_size_positive CHECK (((duration_ms > 0) AND (width > 0) AND (height > 0))),
    CONSTRAINT contents_version_not_negative CHECK ((version >= 0)),
    CONSTRAINT contents_video_has_url CHECK (((content_type = 'video'::public.content_type) = (video_url IS NOT NULL)))
)
WITH (fillfactor='70');


--
-- Name: epoch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.epoch (
    id integer DEFAULT 1 NOT NULL,
    epoch uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT epoch_single_row CHECK ((id = 1))
);


--
-- Name: follows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.follows (
    follower_id uuid NOT NULL,
    followee_id uuid NOT NULL,
    follows boolean DEFAULT true NOT NULL,
    followed_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    notification_id uuid,
    is_rung boolean DEFAULT false NOT NULL,
    rang_at timestamp(3) with time zone,
    CONSTRAINT follows_not_oneself CHECK ((follower_id <> followee_id))
);


--
-- Name: idempotency_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency_keys (
    user_id uuid NOT NULL,
    key text NOT NULL,
    body_hash text NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: inboxes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inboxes (
    user_id uuid NOT NULL,
    unread_count integer DEFAULT 0 NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    CONSTRAINT inboxes_unread_count_not_negative CHECK ((unread_count >= 0)),
    CONSTRAINT inboxes_version_not_negative CHECK ((version >= 0))
)
WITH (fillfactor='50');


--
-- Name: likes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.likes (
    user_id uuid NOT NULL,
    content_id uuid NOT NULL,
    liked boolean NOT NULL,
    liked_at timestamp(3) with time zone NOT NULL,
    devices text[] DEFAULT ARRAY[]::text[],
    seqs bigint[] DEFAULT ARRAY[]::bigint[],
    notification_id uuid,
    is_rung boolean DEFAULT false NOT NULL,
    rang_at timestamp(3) with time zone,
    CONSTRAINT likes_presses_paired CHECK ((cardinality(devices) = cardinality(seqs)))
)
WITH (fillfactor='90');


--
-- Name: notifications; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notifications (
    id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    type public.notification_type NOT NULL,
    subject_id uuid NOT NULL,
    actor_count integer DEFAULT 0 NOT NULL,
    latest_actors uuid[] DEFAULT ARRAY[]::uuid[],
    is_read boolean DEFAULT false NOT NULL,
    inbox_version integer NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    CONSTRAINT notifications_actor_count_not_negative CHECK ((actor_count >= 0)),
    CONSTRAINT notifications_inbox_version_not_negative CHECK ((inbox_version >= 0))
)
WITH (fillfactor='70');


--
-- Name: oauth_accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.oauth_accounts (
    provider text NOT NULL,
    provider_account_id text NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    last_seen_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    expires_at timestamp(3) with time zone NOT NULL,
    ended_at timestamp(3) with time zone,
    CONSTRAINT sessions_kind_known CHECK ((kind = ANY (ARRAY['browser'::text, 'token'::text])))
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id uuid NOT NULL,
    username text NOT NULL,
    display_name text NOT NULL,
    bio text DEFAULT ''::text NOT NULL,
    avatar_url text,
    password_hash text,
    is_demo boolean DEFAULT false NOT NULL,
    follower_count integer DEFAULT 0 NOT NULL,
    following_count integer DEFAULT 0 NOT NULL,
    created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT users_follower_count_not_negative CHECK ((follower_count >= 0)),
    CONSTRAINT users_following_count_not_negative CHECK ((following_count >= 0)),
    CONSTRAINT users_username_form CHECK ((username ~ '^[a-z0-9_][a-z0-9_.-]{1,29}$'::text))
);


--
-- Data for Name: _prisma_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public._prisma_migrations VALUES ('2300e2e8-cf2b-4f02-8477-c10760d7c28c', 'c0aafcd5f609fe7ea6e76067c05a773d59c14c3ea4bece59d44b3e4f530914b7', '2026-12-01 00:40:28.59436+00', '0001_init', NULL, NULL, '2026-12-01 00:40:28.59436+00', 1);
INSERT INTO public._prisma_migrations VALUES ('b0caeebe-e684-4a0c-bf0e-a3e3d280bf58', 'e9f3152f7960b738ba00f3937307db1adc90ca8aff92872da28c54b5b5098bb5', '2026-12-01 00:40:28.61607+00', '0002_functions', NULL, NULL, '2026-12-01 00:40:28.61607+00', 1);
INSERT INTO public._prisma_migrations VALUES ('fa5c6353-a30f-46e6-b54f-13cd612e794f', '4d63121af014d6e5edf08cc5a40a8a1ceacdb3a282b29e64bf601143af151795', '2026-12-01 00:40:28.635162+00', '0003_first_likes', NULL, NULL, '2026-12-01 00:40:28.635162+00', 1);


--
-- Data for Name: contents; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.contents VALUES ('01a22f0b-c584-7552-aee3-7475a6b00d58', 'post', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'For those who follow.', 'followers', NULL, NULL, NULL, NULL, NULL, 1, 0, 0, 1, '2026-12-01 00:40:30.34+00', NULL);
INSERT INTO public.contents VALUES ('01a22f0b-c545-758e-9bec-8c4d23939b25', 'post', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'For everybody.', 'public', NULL, NULL, NULL, NULL, NULL, 5, 0, 0, 7, '2026-12-01 00:40:30.278+00', NULL);
INSERT INTO public.contents VALUES ('01a22f0b-c5f0-708e-b0f8-25d7b05c6dac', 'post', '01a22f0b-c25c-73e9-a4d7-cffa517c2025', 'For everybody.', 'public', NULL, NULL, NULL, NULL, NULL, 2, 0, 0, 4, '2026-12-01 00:40:30.448+00', NULL);
INSERT INTO public.contents VALUES ('01a22f0b-c63c-74c2-bc70-bd63d9f521e9', 'post', '01a22f0b-c2d1-74e2-9e21-711770211abe', 'For everybody.', 'public', NULL, NULL, NULL, NULL, NULL, 1, 0, 0, 1, '2026-12-01 00:40:30.524+00', '2026-12-01 00:40:31.209+00');


--
-- Data for Name: epoch; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.epoch VALUES (1, '172e8bdb-fb04-4496-98e0-e878903ddfed', '2026-12-01 00:40:28.337+00');


--
-- Data for Name: follows; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.follows VALUES ('01a22f0b-c25c-73e9-a4d7-cffa517c2025', '01a22f0b-c180-7133-beeb-0a71ebba0035', true, '2026-12-01 00:40:30.653+00', '01a22f0b-c6af-7531-9842-79a21db04dbe', true, '2026-12-01 00:40:30.653+00');
INSERT INTO public.follows VALUES ('01a22f0b-c2d1-74e2-9e21-711770211abe', '01a22f0b-c180-7133-beeb-0a71ebba0035', true, '2026-12-01 00:40:30.847+00', '01a22f0b-c6af-7531-9842-79a21db04dbe', true, '2026-12-01 00:40:30.847+00');
INSERT INTO public.follows VALUES ('01a22f0b-c180-7133-beeb-0a71ebba0035', '01a22f0b-c25c-73e9-a4d7-cffa517c2025', true, '2026-12-01 00:40:30.917+00', '01a22f0b-c7c4-71f5-8380-b7e284f485c0', true, '2026-12-01 00:40:30.917+00');
INSERT INTO public.follows VALUES ('01a22f0b-c33d-7175-8b9a-1ee445e7ec9d', '01a22f0b-c180-7133-beeb-0a71ebba0035', false, '2026-12-01 00:40:30.971+00', '01a22f0b-c6af-7531-9842-79a21db04dbe', false, '2026-12-01 00:40:30.9+00');


--
-- Data for Name: idempotency_keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: inboxes; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inboxes VALUES ('01a22f0b-c33d-7175-8b9a-1ee445e7ec9d', 0, 0);
INSERT INTO public.inboxes VALUES ('01a22f0b-c410-7501-8779-429c7269100f', 0, 0);
INSERT INTO public.inboxes VALUES ('01a22f0b-c52c-70bf-91ac-bc21725d3f8d', 0, 0);
INSERT INTO public.inboxes VALUES ('01a22f0b-c180-7133-beeb-0a71ebba0035', 3, 9);
INSERT INTO public.inboxes VALUES ('01a22f0b-c25c-73e9-a4d7-cffa517c2025', 1, 6);
INSERT INTO public.inboxes VALUES ('01a22f0b-c2d1-74e2-9e21-711770211abe', 0, 2);


--
-- Data for Name: likes; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.likes VALUES ('01a22f0b-c25c-73e9-a4d7-cffa517c2025', '01a22f0b-c545-758e-9bec-8c4d23939b25', true, '2026-12-01 00:40:31.064+00', '{phone-of-bo,desk-of-bo}', '{7,3}', '01a22f0b-c812-71b0-a6e3-865096a6a916', true, '2026-12-01 00:40:31+00');
INSERT INTO public.likes VALUES ('01a22f0b-c2d1-74e2-9e21-711770211abe', '01a22f0b-c584-7552-aee3-7475a6b00d58', true, '2026-12-01 00:40:31.084+00', '{phone-of-cy}', '{1}', '01a22f0b-c862-70ef-a630-fc330404c22b', true, '2026-12-01 00:40:31.084+00');
INSERT INTO public.likes VALUES ('01a22f0b-c2d1-74e2-9e21-711770211abe', '01a22f0b-c545-758e-9bec-8c4d23939b25', true, '2026-12-01 00:40:31.099+00', '{}', '{}', '01a22f0b-c812-71b0-a6e3-865096a6a916', true, '2026-12-01 00:40:31.099+00');
INSERT INTO public.likes VALUES ('01a22f0b-c33d-7175-8b9a-1ee445e7ec9d', '01a22f0b-c545-758e-9bec-8c4d23939b25', true, '2026-12-01 00:40:31.099+00', '{}', '{}', '01a22f0b-c812-71b0-a6e3-865096a6a916', true, '2026-12-01 00:40:31.099+00');
INSERT INTO public.likes VALUES ('01a22f0b-c410-7501-8779-429c7269100f', '01a22f0b-c545-758e-9bec-8c4d23939b25', true, '2026-12-01 00:40:31.099+00', '{}', '{}', '01a22f0b-c812-71b0-a6e3-865096a6a916', true, '2026-12-01 00:40:31.099+00');
INSERT INTO public.likes VALUES ('01a22f0b-c52c-70bf-91ac-bc21725d3f8d', '01a22f0b-c545-758e-9bec-8c4d23939b25', true, '2026-12-01 00:40:31.099+00', '{}', '{}', '01a22f0b-c812-71b0-a6e3-865096a6a916', true, '2026-12-01 00:40:31.099+00');
INSERT INTO public.likes VALUES ('01a22f0b-c180-7133-beeb-0a71ebba0035', '01a22f0b-c5f0-708e-b0f8-25d7b05c6dac', true, '2026-12-01 00:40:31.11+00', '{}', '{}', '01a22f0b-c885-77d9-b666-3bc4aafb44ec', true, '2026-12-01 00:40:31.11+00');
INSERT INTO public.likes VALUES ('01a22f0b-c2d1-74e2-9e21-711770211abe', '01a22f0b-c5f0-708e-b0f8-25d7b05c6dac', true, '2026-12-01 00:40:31.153+00', '{}', '{}', '01a22f0b-c8b0-72e6-b701-4f5c4b43e305', true, '2026-12-01 00:40:31.153+00');
INSERT INTO public.likes VALUES ('01a22f0b-c33d-7175-8b9a-1ee445e7ec9d', '01a22f0b-c5f0-708e-b0f8-25d7b05c6dac', false, '2026-12-01 00:40:31.181+00', '{}', '{}', '01a22f0b-c8b0-72e6-b701-4f5c4b43e305', false, '2026-12-01 00:40:31.167+00');
INSERT INTO public.likes VALUES ('01a22f0b-c410-7501-8779-429c7269100f', '01a22f0b-c63c-74c2-bc70-bd63d9f521e9', true, '2026-12-01 00:40:31.19+00', '{}', '{}', '01a22f0b-c8d4-7231-945f-c7cb5ceca457', true, '2026-12-01 00:40:31.19+00');


--
-- Data for Name: notifications; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.notifications VALUES ('01a22f0b-c6af-7531-9842-79a21db04dbe', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'follow', '01a22f0b-c180-7133-beeb-0a71ebba0035', 2, '{01a22f0b-c2d1-74e2-9e21-711770211abe,01a22f0b-c25c-73e9-a4d7-cffa517c2025}', false, 4, '2026-12-01 00:40:30.653+00', '2026-12-01 00:40:30.9+00');
INSERT INTO public.notifications VALUES ('01a22f0b-c862-70ef-a630-fc330404c22b', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'like', '01a22f0b-c584-7552-aee3-7475a6b00d58', 1, '{01a22f0b-c2d1-74e2-9e21-711770211abe}', false, 8, '2026-12-01 00:40:31.084+00', '2026-12-01 00:40:31.084+00');
INSERT INTO public.notifications VALUES ('01a22f0b-c812-71b0-a6e3-865096a6a916', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'like', '01a22f0b-c545-758e-9bec-8c4d23939b25', 5, '{01a22f0b-c52c-70bf-91ac-bc21725d3f8d,01a22f0b-c410-7501-8779-429c7269100f,01a22f0b-c33d-7175-8b9a-1ee445e7ec9d}', false, 9, '2026-12-01 00:40:31+00', '2026-12-01 00:40:31.099+00');
INSERT INTO public.notifications VALUES ('01a22f0b-c885-77d9-b666-3bc4aafb44ec', '01a22f0b-c25c-73e9-a4d7-cffa517c2025', 'like', '01a22f0b-c5f0-708e-b0f8-25d7b05c6dac', 1, '{01a22f0b-c180-7133-beeb-0a71ebba0035}', true, 2, '2026-12-01 00:40:31.11+00', '2026-12-01 00:40:31.11+00');
INSERT INTO public.notifications VALUES ('01a22f0b-c7c4-71f5-8380-b7e284f485c0', '01a22f0b-c25c-73e9-a4d7-cffa517c2025', 'follow', '01a22f0b-c25c-73e9-a4d7-cffa517c2025', 1, '{01a22f0b-c180-7133-beeb-0a71ebba0035}', true, 1, '2026-12-01 00:40:30.917+00', '2026-12-01 00:40:30.917+00');
INSERT INTO public.notifications VALUES ('01a22f0b-c8b0-72e6-b701-4f5c4b43e305', '01a22f0b-c25c-73e9-a4d7-cffa517c2025', 'like', '01a22f0b-c5f0-708e-b0f8-25d7b05c6dac', 1, '{01a22f0b-c2d1-74e2-9e21-711770211abe}', false, 6, '2026-12-01 00:40:31.153+00', '2026-12-01 00:40:31.167+00');
INSERT INTO public.notifications VALUES ('01a22f0b-c8d4-7231-945f-c7cb5ceca457', '01a22f0b-c2d1-74e2-9e21-711770211abe', 'like', '01a22f0b-c63c-74c2-bc70-bd63d9f521e9', 0, '{01a22f0b-c410-7501-8779-429c7269100f}', true, 2, '2026-12-01 00:40:31.19+00', '2026-12-01 00:40:31.19+00');


--
-- Data for Name: oauth_accounts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sessions VALUES ('01a22f0b-c8f2-76ed-9f31-330333e991c7', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'token', 'Upgrade test', '2026-12-01 00:40:31.224+00', '2026-12-01 00:40:31.224+00', '2126-01-01 00:00:00+00', NULL);
INSERT INTO public.sessions VALUES ('01a22f0b-c908-7561-b3c1-486deb381094', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'token', 'Upgrade test', '2026-12-01 00:40:31.24+00', '2026-12-01 00:40:31.24+00', '2126-01-01 00:00:00+00', NULL);
INSERT INTO public.sessions VALUES ('01a22f0b-c910-774a-bdc1-be761586c482', '01a22f0b-c25c-73e9-a4d7-cffa517c2025', 'token', 'Upgrade test', '2026-12-01 00:40:31.249+00', '2026-12-01 00:40:31.249+00', '2126-01-01 00:00:00+00', NULL);
INSERT INTO public.sessions VALUES ('01a22f0b-c8fc-71a8-b328-d6fb7257ea91', '01a22f0b-c180-7133-beeb-0a71ebba0035', 'token', 'Upgrade test', '2026-12-01 00:40:31.229+00', '2026-12-01 00:40:31.229+00', '2126-01-01 00:00:00+00', '2026-12-01 00:40:31.255+00');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES ('01a22f0b-c410-7501-8779-429c7269100f', 'eve', 'EVE', '', NULL, '$argon2id$v=19$m=19456,t=2,p=1$SCiMFVHXvMkPsHWphEC28g$tCDeTCYz6ma3D4QRR9FuaxwBFKy+6JKAz5kQi5l9sY8', false, 0, 0, '2026-12-01 00:40:29.983+00');
INSERT INTO public.users VALUES ('01a22f0b-c52c-70bf-91ac-bc21725d3f8d', 'flo', 'FLO', '', NULL, '$argon2id$v=19$m=19456,t=2,p=1$ohJzkYb2nkteM806BNS6Hg$+CgKB3JHQUYzpANrisbhLQrwSxKDd/Q2jPdVxbFXaoU', false, 0, 0, '2026-12-01 00:40:30.256+00');
INSERT INTO public.users VALUES ('01a22f0b-c2d1-74e2-9e21-711770211abe', 'cy', 'CY', '', NULL, '$argon2id$v=19$m=19456,t=2,p=1$BVe5vNnfEP5euW+SCEYzkg$AlI9eaUlkoohmwrg50u6/l/KDZzXHb9NfJAMA5Gwyvg', false, 0, 1, '2026-12-01 00:40:29.65+00');
INSERT INTO public.users VALUES ('01a22f0b-c25c-73e9-a4d7-cffa517c2025', 'bo', 'BO', '', NULL, '$argon2id$v=19$m=19456,t=2,p=1$/tacEJ4V5kfhUirr3DqAYg$DlLYljoCBiTOgiAr7VR23y0BgpII7/Y1rVZVCtDU28c', false, 1, 1, '2026-12-01 00:40:29.533+00');
INSERT INTO public.users VALUES ('01a22f0b-c33d-7175-8b9a-1ee445e7ec9d', 'di', 'DI', '', NULL, '$argon2id$v=19$m=19456,t=2,p=1$hVZkPWafyV2G4+e07F40BA$AVvfRBFnVn4J+8sCZB6ySrHqGMM+CnQDmzpMBByb9LU', false, 0, 0, '2026-12-01 00:40:29.77+00');
INSERT INTO public.users VALUES ('01a22f0b-c180-7133-beeb-0a71ebba0035', 'ana', 'ANA', '', NULL, '$argon2id$v=19$m=19456,t=2,p=1$eqQXIx4UqnehwVkEHLC0yA$rbqBC6pXpQE90izk32/ckorw9qZA0xiKgZubhFr1wtw', false, 2, 1, '2026-12-01 00:40:29.36+00');


--
-- Name: _prisma_migrations _prisma_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public._prisma_migrations
    ADD CONSTRAINT _prisma_migrations_pkey PRIMARY KEY (id);


--
-- Name: contents contents_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contents
    ADD CONSTRAINT contents_pkey PRIMARY KEY (id);


--
-- Name: epoch epoch_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.epoch
    ADD CONSTRAINT epoch_pkey PRIMARY KEY (id);


--
-- Name: follows follows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_pkey PRIMARY KEY (follower_id, followee_id);


--
-- Name: idempotency_keys idempotency_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key);


--
-- Name: inboxes inboxes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inboxes
    ADD CONSTRAINT inboxes_pkey PRIMARY KEY (user_id);


--
-- Name: likes likes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_pkey PRIMARY KEY (content_id, user_id);


--
-- Name: notifications notifications_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (id);


--
-- Name: oauth_accounts oauth_accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_accounts
    ADD CONSTRAINT oauth_accounts_pkey PRIMARY KEY (provider, provider_account_id);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: contents_author_id_created_at_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contents_author_id_created_at_id_idx ON public.contents USING btree (author_id, created_at DESC, id DESC);


--
-- Name: contents_created_at_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contents_created_at_id_idx ON public.contents USING btree (created_at DESC, id DESC);


--
-- Name: follows_by_followee; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX follows_by_followee ON public.follows USING btree (followee_id, followed_at DESC) WHERE follows;


--
-- Name: follows_by_follower; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX follows_by_follower ON public.follows USING btree (follower_id, followed_at DESC) WHERE follows;


--
-- Name: idempotency_keys_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_keys_created_at_idx ON public.idempotency_keys USING btree (created_at);


--
-- Name: likes_by_content; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX likes_by_content ON public.likes USING btree (content_id, liked_at DESC) WHERE liked;


--
-- Name: likes_by_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX likes_by_person ON public.likes USING btree (user_id, liked_at DESC) WHERE liked;


--
-- Name: notifications_one_unread_group; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX notifications_one_unread_group ON public.notifications USING btree (recipient_id, type, subject_id) WHERE (NOT is_read);


--
-- Name: notifications_shown; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notifications_shown ON public.notifications USING btree (recipient_id, updated_at DESC, id DESC) WHERE (actor_count > 0);


--
-- Name: oauth_accounts_user_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX oauth_accounts_user_id_idx ON public.oauth_accounts USING btree (user_id);


--
-- Name: sessions_user_id_ended_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_user_id_ended_at_idx ON public.sessions USING btree (user_id, ended_at);


--
-- Name: users_username_key; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX users_username_key ON public.users USING btree (username);


--
-- Name: contents contents_author_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contents
    ADD CONSTRAINT contents_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: follows follows_followee_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_followee_id_fkey FOREIGN KEY (followee_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: follows follows_follower_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.follows
    ADD CONSTRAINT follows_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: idempotency_keys idempotency_keys_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: inboxes inboxes_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inboxes
    ADD CONSTRAINT inboxes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: likes likes_content_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_content_id_fkey FOREIGN KEY (content_id) REFERENCES public.contents(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: likes likes_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.likes
    ADD CONSTRAINT likes_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: notifications notifications_recipient_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifications
    ADD CONSTRAINT notifications_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: oauth_accounts oauth_accounts_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.oauth_accounts
    ADD CONSTRAINT oauth_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


