-- cspdesk shadow reads the receipts of some days; its pages follow this key
-- and the id that stands behind it.
ALTER TABLE receipt
    ADD KEY IF NOT EXISTS by_time (decided_at);
