-- Does one person follow another?
CREATE OR REPLACE FUNCTION is_following(p_follower uuid, p_followee uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT f.follows FROM follows f
                    WHERE f.follower_id = p_follower AND f.followee_id = p_followee), false)
$$;
