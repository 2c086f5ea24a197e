-- A reseller's request to suspend or to restore is kept like its offer: a
-- provider's agents act on it later.
ALTER TABLE exchange_news
    ADD COLUMN IF NOT EXISTS is_request TINYINT NOT NULL DEFAULT 0;

-- At a provider: the shared case whose reseller asked for it. NULL: the
-- provider's own debtor.
ALTER TABLE suspension
    ADD COLUMN IF NOT EXISTS exchange_id BIGINT UNSIGNED NULL;
