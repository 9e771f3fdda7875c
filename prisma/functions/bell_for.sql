-- `p_rang_at`, `p_is_rung`: from the row of the act; `p_is_read`: of its group.
CREATE OR REPLACE FUNCTION bell_for(
  p_stands boolean, p_is_rung boolean, p_is_read boolean, p_rang_at timestamptz, p_now timestamptz
) RETURNS bell LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN NOT p_stands THEN CASE WHEN p_is_rung AND NOT p_is_read THEN 'withdraw'::bell ELSE 'none'::bell END
    WHEN p_now - p_rang_at < interval '24 hours' THEN CASE WHEN p_is_rung THEN 'none'::bell ELSE 'restore'::bell END
    ELSE 'ring'::bell END
$$;
