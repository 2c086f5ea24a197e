-- Which provider serves whom: since when it is known, and who serves the rest.
ALTER TABLE customer
    ADD COLUMN IF NOT EXISTS provider_at BIGINT NULL;  -- provider was told

-- The default serves whom nothing else gives a provider; one on each day.
ALTER TABLE provider
    ADD COLUMN IF NOT EXISTS is_default ENUM('yes', 'no') NULL,
    ADD COLUMN IF NOT EXISTS told_at BIGINT NULL;
