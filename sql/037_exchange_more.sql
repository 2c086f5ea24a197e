-- The clock of a reseller, while his provider waits for him.
ALTER TABLE case_clock
    MODIFY holder ENUM('partner', 'provider', 'microsoft', 'reseller')
    NOT NULL;
