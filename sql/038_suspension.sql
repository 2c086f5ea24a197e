-- What a debtor bought is suspended at Microsoft, and restored, by people
-- alone (DESIGN, promise 7): whoever asks for a suspension and whoever
-- approves it point to their rights, as an escalation does (002_people.sql),
-- and are two. A restore needs one. Rows are never deleted.

CREATE TABLE IF NOT EXISTS suspension (
    id              BIGINT UNSIGNED NOT NULL PRIMARY KEY,  -- as people write it
    case_id         BIGINT UNSIGNED NOT NULL,
    customer_id     BIGINT UNSIGNED NOT NULL,
    subscription    CHAR(36) CHARACTER SET ascii NOT NULL,
    kind            ENUM('suspend', 'restore') NOT NULL,
    way             ENUM('microsoft', 'provider') NOT NULL,
    state           ENUM('asked', 'approved', 'sending', 'done', 'refused',
                    'withdrawn', 'expired') NOT NULL,
    is_open         TINYINT AS (IF(state IN ('asked', 'approved', 'sending'),
                    1, NULL)) PERSISTENT,
    basis           VARCHAR(1000) CHARACTER SET ascii NOT NULL,
    of_id           BIGINT UNSIGNED NULL,  -- a restore's: what it undoes
    right_name      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
                    DEFAULT 'billing',
    asked_by        BIGINT UNSIGNED NOT NULL,
    asked_starts    BIGINT NOT NULL,
    asked_ends      BIGINT NOT NULL,
    -- Of then; in any case of its letters one address is one person.
    asked_email     VARCHAR(191) COLLATE utf8mb4_general_ci NULL,
    asked_at        BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    approved_by     BIGINT UNSIGNED NULL,
    approved_starts BIGINT NULL,
    approved_ends   BIGINT NULL,
    approved_email  VARCHAR(191) COLLATE utf8mb4_general_ci NULL,
    approved_at     BIGINT NULL,
    before_image    MEDIUMTEXT NULL,       -- as Microsoft told it before
    after_image     MEDIUMTEXT NULL,
    told            VARCHAR(1000) NULL,    -- what could not be restored
    why             VARCHAR(32) CHARACTER SET ascii NULL,  -- it came to nothing
    note            VARCHAR(512) NULL,     -- in Microsoft's words, or ours
    due_at          BIGINT NOT NULL,       -- moving it on is the claim
    tries           INT NOT NULL DEFAULT 0,
    lasting         INT NOT NULL DEFAULT 0,
    answers         INT NOT NULL DEFAULT 0,  -- that its changes got
    ended_at        BIGINT NULL,
    is_news         TINYINT NOT NULL DEFAULT 0,  -- its case has not told it
    UNIQUE KEY one_at_a_time (subscription, is_open),
    KEY waiting (state, due_at),
    KEY of_case (case_id, state),
    KEY of_customer (customer_id, state),
    KEY asked_by_right (asked_by, right_name, asked_starts, asked_ends),
    KEY approved_by_right (approved_by, right_name, approved_starts,
        approved_ends),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (customer_id) REFERENCES customer (id),
    FOREIGN KEY (of_id) REFERENCES suspension (id),
    CONSTRAINT asked_by_a_right
        FOREIGN KEY (asked_by, right_name, asked_starts, asked_ends)
        REFERENCES agent_right (agent_id, right_name, starts, ends),
    CONSTRAINT approved_by_a_right
        FOREIGN KEY (approved_by, right_name, approved_starts, approved_ends)
        REFERENCES agent_right (agent_id, right_name, starts, ends),
    CONSTRAINT by_the_right_to_bill CHECK (right_name = 'billing'),
    CONSTRAINT asked_while_it_held
        CHECK (asked_at >= asked_starts AND asked_at < asked_ends),
    -- A key with a NULL in it is not looked at, so all of it or nothing.
    CONSTRAINT approved_wholly
        CHECK ((approved_by IS NULL) = (approved_starts IS NULL) AND
               (approved_by IS NULL) = (approved_ends IS NULL) AND
               (approved_by IS NULL) = (approved_at IS NULL)),
    CONSTRAINT approved_while_it_held
        CHECK (approved_by IS NULL OR (approved_at >= approved_starts AND
               approved_at < approved_ends)),
    CONSTRAINT approved_in_time
        CHECK (approved_by IS NULL OR (approved_at >= asked_at AND
               approved_at < expires_at)),
    CONSTRAINT two_persons
        CHECK (kind = 'restore' OR approved_by IS NULL OR
               (approved_by <> asked_by AND
               (approved_email IS NULL OR asked_email IS NULL OR
               approved_email <> asked_email))),
    CONSTRAINT nothing_without_approval
        CHECK (approved_by IS NOT NULL OR
               state NOT IN ('approved', 'sending', 'done')),
    -- Before anything is changed, what was there before is kept.
    CONSTRAINT undone_from_an_image
        CHECK (kind = 'restore' OR way <> 'microsoft' OR state <> 'done' OR
               before_image IS NOT NULL),
    CONSTRAINT a_restore_undoes_one
        CHECK ((kind = 'restore') = (of_id IS NOT NULL))
) ENGINE=InnoDB;
