-- Which membership brought a benefit (DOMAIN 2.5); its units are in `granted`.
ALTER TABLE entitlement
    ADD COLUMN IF NOT EXISTS membership VARCHAR(64) NULL;
