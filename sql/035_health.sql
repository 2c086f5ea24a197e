-- What Microsoft tells of its services' health in a customer's tenant.

-- When it was asked last, and what came of it.
CREATE TABLE IF NOT EXISTS health (
    customer_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    source      ENUM('graph', 'partner-center-api') NULL,  -- of the last answer
    asked_at    BIGINT NULL,        -- the last time that was answered
    due_at      BIGINT NOT NULL,    -- ask again; moving it on is the claim
    note        VARCHAR(512) NULL,  -- why the asking after that failed
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;

-- An incident or advisory in his tenant; the same number in several tenants
-- is the same one.
CREATE TABLE IF NOT EXISTS incident (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    customer_id BIGINT UNSIGNED NOT NULL,
    number      VARCHAR(64) NOT NULL,       -- Microsoft's, like EX226792
    source      ENUM('graph', 'partner-center-api') NOT NULL,
    kind        ENUM('incident', 'advisory') NOT NULL,
    service     VARCHAR(191) NOT NULL,      -- these four as Microsoft writes it
    title       VARCHAR(300) NOT NULL,
    status      VARCHAR(191) NULL,
    text        VARCHAR(1500) NULL,
    started_at  BIGINT NULL,
    modified_at BIGINT NULL,
    ended_at    BIGINT NULL,        -- or when it was not told of any more
    told_at     BIGINT NOT NULL,    -- as live, the last time
    UNIQUE KEY one_number (customer_id, number),
    KEY live (ended_at, customer_id),
    KEY by_number (number),
    KEY ageing (told_at),
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;

-- Which cases were told of it, each once, and of its end.
CREATE TABLE IF NOT EXISTS incident_case (
    case_id     BIGINT UNSIGNED NOT NULL,
    incident_id BIGINT UNSIGNED NOT NULL,
    told_at     BIGINT NOT NULL,
    end_told_at BIGINT NULL,
    PRIMARY KEY (case_id, incident_id),
    KEY of_incident (incident_id),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (incident_id) REFERENCES incident (id) ON DELETE CASCADE
) ENGINE=InnoDB;
