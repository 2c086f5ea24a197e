-- What the collections policy must remember of a debt beside its steps.
ALTER TABLE debt
    ADD COLUMN IF NOT EXISTS resumed CHAR(10) CHARACTER SET ascii NULL,  -- a dispute or hold was ended
    ADD COLUMN IF NOT EXISTS told VARCHAR(32) CHARACTER SET ascii NULL;  -- "STEP WHY" that its ticket heard last
