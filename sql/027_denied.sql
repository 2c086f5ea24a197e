-- What Microsoft does not let us do is told while we go on trying.
ALTER TABLE outside_news
    MODIFY what ENUM('opened', 'refused', 'failed', 'gone', 'status',
        'severity', 'message', 'denied') NOT NULL;
