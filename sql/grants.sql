-- What the account of serve and work (database.app_account) may do, table by table; run after every migration.
GRANT SELECT ON schema_version TO @APP@;
GRANT SELECT, INSERT, UPDATE ON customer TO @APP@;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_domain TO @APP@;
GRANT SELECT, INSERT, UPDATE, DELETE ON delivery TO @APP@;
GRANT SELECT, INSERT, UPDATE, DELETE ON lane TO @APP@;
GRANT SELECT, INSERT, DELETE ON message_seen TO @APP@;
GRANT SELECT, INSERT, UPDATE ON `case` TO @APP@;
GRANT SELECT, INSERT ON policy TO @APP@;
GRANT SELECT, INSERT ON receipt TO @APP@;
GRANT SELECT, INSERT, UPDATE, DELETE ON job TO @APP@;
GRANT SELECT, INSERT, UPDATE ON sweep TO @APP@;
GRANT SELECT, INSERT, UPDATE ON agent TO @APP@;
GRANT SELECT, INSERT, UPDATE ON agent_identity TO @APP@;
GRANT SELECT, INSERT, UPDATE ON agent_right TO @APP@;
GRANT SELECT, INSERT, UPDATE (right_ends, reference, state) ON escalation TO @APP@;
