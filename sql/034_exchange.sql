-- One case, two desks (hooks/exchange/README.md): the case as both sides have
-- it, and what the other side has said of it.

CREATE TABLE IF NOT EXISTS exchange_case (
    id            BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    peer          VARCHAR(31) CHARACTER SET ascii NOT NULL,
    name          CHAR(36) CHARACTER SET ascii NOT NULL,  -- the reseller's
    ours          ENUM('reseller', 'provider') NOT NULL,  -- our side
    case_id       BIGINT UNSIGNED NULL,    -- a provider's: once it has one
    opening_id    BIGINT UNSIGNED NULL,    -- the ticket that we want for it
    reference     VARCHAR(64) NULL,        -- how the other side calls it
    answer_by     BIGINT NULL,             -- of an offer
    reseller_seq  INT NOT NULL DEFAULT 0,
    provider_seq  INT NOT NULL DEFAULT 0,
    turn          INT NOT NULL DEFAULT 0,
    state         ENUM('offered', 'accepted', 'declined', 'returned',
                  'withdrawn', 'resolved') NULL,
    state_turn    INT NOT NULL DEFAULT 0,
    state_side    ENUM('reseller', 'provider') NULL,
    holder        ENUM('customer', 'reseller', 'provider', 'microsoft',
                  'publisher') NULL,
    holder_turn   INT NOT NULL DEFAULT 0,
    holder_side   ENUM('reseller', 'provider') NULL,
    severity      CHAR(1) CHARACTER SET ascii NULL,
    severity_turn INT NOT NULL DEFAULT 0,
    severity_side ENUM('reseller', 'provider') NULL,
    version       INT NOT NULL DEFAULT 0,  -- every change asks for it
    made_at       BIGINT NOT NULL,
    UNIQUE KEY one_name (peer, name),
    KEY of_case (case_id),
    KEY of_opening (opening_id),
    FOREIGN KEY (case_id) REFERENCES `case` (id)
) ENGINE=InnoDB;

-- The other side's messages: waiting for an earlier one, taken into the case,
-- told to our case. A told one keeps no text, but for the offer's facts.
CREATE TABLE IF NOT EXISTS exchange_news (
    exchange_id BIGINT UNSIGNED NOT NULL,
    seq         INT NOT NULL,
    type        VARCHAR(16) CHARACTER SET ascii NOT NULL,
    state       ENUM('waiting', 'taken', 'told') NOT NULL,
    has_won     TINYINT NOT NULL DEFAULT 0,  -- it set the state
    kept_at     BIGINT NOT NULL,
    body        MEDIUMTEXT NULL,
    PRIMARY KEY (exchange_id, seq),
    KEY of_state (exchange_id, state),
    FOREIGN KEY (exchange_id) REFERENCES exchange_case (id)
) ENGINE=InnoDB;

-- A provider's case has one holder more: the reseller who handed it over.
ALTER TABLE clock
    MODIFY holder ENUM('customer', 'reseller', 'partner', 'provider',
    'microsoft', 'isv') NOT NULL;
ALTER TABLE `case`
    MODIFY holder ENUM('customer', 'reseller', 'partner', 'provider',
    'microsoft', 'isv') NOT NULL DEFAULT 'partner',
    -- A provider numbers its cases as it likes.
    MODIFY number VARCHAR(64) CHARACTER SET ascii NULL;
