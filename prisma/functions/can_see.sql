-- May this person (null: a visitor without a session) see a content of that author and visibility?
-- The one rule; every read and every press asks it. Without a subquery of its own it is inlined where
-- it is called, so that what is public costs a comparison.
CREATE OR REPLACE FUNCTION can_see(p_viewer uuid, p_author uuid, p_visibility visibility)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_visibility = 'public' OR p_viewer = p_author OR is_following(p_viewer, p_author)
$$;
