-- Run once by the database administrator, as root, before `cspdesk migrate`.
-- Replace @APP_PASSWORD@ and @ADMIN_PASSWORD@ (the files named by
-- database.password_file and database.admin_password_file hold the same).
-- cspdesk_admin makes tables and hands out rights on them; cspdesk_app gets,
-- table by table, no more than `serve` and `work` need (sql/grants.sql).
CREATE DATABASE IF NOT EXISTS cspdesk CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS cspdesk_admin@localhost IDENTIFIED BY '@ADMIN_PASSWORD@';
CREATE USER IF NOT EXISTS cspdesk_app@localhost IDENTIFIED BY '@APP_PASSWORD@';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES
    ON cspdesk.* TO cspdesk_admin@localhost WITH GRANT OPTION;
