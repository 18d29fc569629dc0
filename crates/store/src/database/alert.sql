-- What somebody may have to be told of: few handoffs are open, however many there were. The condition is word for word
-- that of the query.
CREATE INDEX handoff_open ON handoff_row (updated_ms)
    WHERE standing = 0 AND (due_ms IS NOT NULL OR state IN ('offered', 'acknowledged', 'declined'));
