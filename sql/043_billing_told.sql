-- Of which customer's own data a case was told, as the answer to a question
-- about his bill: each once.
CREATE TABLE IF NOT EXISTS billing_told (
    case_id     BIGINT UNSIGNED NOT NULL,
    customer_id BIGINT UNSIGNED NOT NULL,
    told_at     BIGINT NOT NULL,
    PRIMARY KEY (case_id, customer_id),
    FOREIGN KEY (case_id) REFERENCES `case` (id),
    FOREIGN KEY (customer_id) REFERENCES customer (id)
) ENGINE=InnoDB;
