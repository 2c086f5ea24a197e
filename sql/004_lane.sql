-- Which version of its ticket a lane has read: a sweep that finds the same one
-- found nothing new. Only desks that have no id for every change need it.
ALTER TABLE lane
    ADD COLUMN IF NOT EXISTS stamp VARCHAR(64) CHARACTER SET ascii NULL;
