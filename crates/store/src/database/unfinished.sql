-- What the board asks for each time something changes: few follow-ups are not met and few handoffs not over, however many
-- there were (step 6). Each condition is word for word that of its queries.
CREATE INDEX follow_up_unmet ON follow_up_row (due_ms) WHERE met_ms IS NULL AND standing = 0;
CREATE INDEX handoff_unfinished ON handoff_row (updated_ms)
    WHERE standing = 0 AND state NOT IN ('withdrawn', 'closed');
