-- What retention walks: invoices of which nothing is open, the oldest first.
ALTER TABLE invoice
    ADD KEY IF NOT EXISTS settled (open_minor, told_at);
