-- May this person (null: a visitor without a session) see a content of that author and visibility? The one
-- rule for every read and every like. Without a subquery it is inlined where it is called, so that public
-- contents cost a comparison.
CREATE OR REPLACE FUNCTION can_see(p_viewer uuid, p_author uuid, p_visibility visibility)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_visibility = 'public' OR p_viewer = p_author OR is_following(p_viewer, p_author)
$$;
