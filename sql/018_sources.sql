-- Where each fact of a receipt came from, and when it was told. It decides
-- nothing: a receipt is replayed from its facts alone.
ALTER TABLE receipt
    ADD COLUMN IF NOT EXISTS sources MEDIUMTEXT NULL;   -- canonical JSON
