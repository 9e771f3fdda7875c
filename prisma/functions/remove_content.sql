-- Removes a content: nobody sees it from this commit on, and its notifications are withdrawn with it. Returns
-- the withdrawn notifications, so that their recipients receive the removal.
CREATE OR REPLACE FUNCTION remove_content(p_content uuid)
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
