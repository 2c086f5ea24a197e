-- Support terms as published: immutable, numbered, never deleted.
CREATE TABLE IF NOT EXISTS terms (
    number       INT UNSIGNED NOT NULL,
    hash         CHAR(64) CHARACTER SET ascii NOT NULL, -- SHA-256 of the document, hex
    document     MEDIUMTEXT NOT NULL,                   -- canonical JSON, see plugin/billing/terms.h
    published_at BIGINT NOT NULL,
    PRIMARY KEY (number)
) ENGINE=InnoDB;
