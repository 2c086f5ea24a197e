-- Open tickets that were there before cspdesk are deliveries, too.
ALTER TABLE delivery
    MODIFY source ENUM('hook', 'sweep', 'import') NOT NULL;
