-- How many active Azure subscriptions a plan holds, where somebody looked:
-- Microsoft suspends none while one is (DOMAIN E21).
ALTER TABLE subscription ADD COLUMN IF NOT EXISTS azure_active INT NULL;
