-- What agents tell for the hand-over packet is in their own words.
ALTER TABLE case_fact
    MODIFY value VARCHAR(4000) NOT NULL;
