-- Every statement that serve and work run. Prepared and counted at start.
-- name: what the code calls it; in: parameters; out: columns;
-- may: seen = a duplicate key is an answer, from any other it is our bug;
-- may: admin = run by a command with the admin's account, not prepared before.

-- name: schema_newest  in: 0  out: 1
SELECT COALESCE(MAX(number), 0) FROM schema_version;
-- name: schema_digest  in: 1  out: 1
SELECT digest FROM schema_version WHERE number = ?;
-- name: schema_add  in: 3  out: 0  may: seen admin
INSERT INTO schema_version (number, name, digest) VALUES (?, ?, ?);
-- name: server_packet  in: 0  out: 1
SELECT @@max_allowed_packet;

-- name: delivery_add  in: 11  out: 0  may: seen
INSERT INTO delivery (desk, dedupe, digest, ticket, source, state, due_at,
    received_at, request, note, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
-- name: delivery_digest  in: 2  out: 1
SELECT digest FROM delivery WHERE desk = ? AND dedupe = ?;
-- name: delivery_waiting  in: 4  out: 1
SELECT d.ticket FROM delivery d
WHERE d.state = 'new' AND d.desk = ? AND d.due_at <= ? AND NOT EXISTS (
    SELECT 1 FROM lane l WHERE l.desk = d.desk AND l.ticket = d.ticket
    AND l.lease_until >= ?)
ORDER BY d.due_at LIMIT ?;
-- name: delivery_of_ticket  in: 3  out: 2
SELECT id, source = 'import' FROM delivery WHERE desk = ? AND ticket = ? AND state = 'new' LIMIT ?;
-- name: delivery_done  in: 1  out: 0
UPDATE delivery SET state = 'done', note = NULL WHERE id = ? AND state = 'new';
-- name: delivery_later  in: 4  out: 0
UPDATE delivery SET due_at = ?, note = ?
WHERE desk = ? AND ticket = ? AND state = 'new';
-- name: delivery_dead  in: 3  out: 0
UPDATE delivery SET state = 'dead', note = ?
WHERE desk = ? AND ticket = ? AND state = 'new';
-- name: delivery_depth  in: 1  out: 4
SELECT 'delivery', state, COUNT(*), COALESCE(? - MIN(received_at), 0)
FROM delivery WHERE state IN ('new', 'dead') GROUP BY state;
-- name: delivery_dead_list  in: 1  out: 4
SELECT id, desk, ticket, note FROM delivery WHERE state = 'dead'
ORDER BY id LIMIT ?;
-- name: delivery_show  in: 1  out: 11
SELECT state, desk, ticket, source, dedupe, received_at, due_at, request, note,
    LENGTH(body), LEFT(body, 4000)
FROM delivery WHERE id = ?;
-- name: delivery_retry_all  in: 3  out: 0
UPDATE delivery SET state = 'new', due_at = ?, note = NULL
WHERE state = 'dead' AND ticket <> '' AND (? IS NULL OR desk = ?);
-- name: delivery_drop  in: 3  out: 0
UPDATE delivery d SET d.state = 'done', d.note = ?
WHERE NOT EXISTS (
    SELECT 1 FROM lane l WHERE l.desk = d.desk AND l.ticket = d.ticket
    AND l.lease IS NOT NULL AND l.lease_until >= ?)
    AND d.id = ? AND d.state IN ('new', 'dead');
-- name: delivery_retry  in: 2  out: 0
UPDATE delivery SET state = 'new', due_at = ?, note = NULL
WHERE id = ? AND state = 'dead' AND ticket <> '';

-- name: lane_add  in: 2  out: 0  may: seen
INSERT INTO lane (desk, ticket) VALUES (?, ?);
-- name: lane_claim  in: 5  out: 0
UPDATE lane SET lease = ?, lease_until = ?, tries = tries + 1
WHERE desk = ? AND ticket = ? AND lease_until < ?;
-- name: lane_tries  in: 2  out: 2
SELECT tries, lasting FROM lane WHERE desk = ? AND ticket = ?;
-- name: lane_stamp  in: 2  out: 1
SELECT stamp FROM lane WHERE desk = ? AND ticket = ?;
-- name: lane_settle  in: 4  out: 0
UPDATE lane SET lease = NULL, lease_until = 0, tries = 0, note = NULL,
    lasting = 0, stamp = ?
WHERE desk = ? AND ticket = ? AND lease = ?;
-- name: lane_release  in: 7  out: 0
UPDATE lane SET lease = NULL, lease_until = ?, tries = ?, lasting = ?, note = ?
WHERE desk = ? AND ticket = ? AND lease = ?;

-- name: seen_add  in: 5  out: 0  may: seen
INSERT INTO message_seen (desk, ticket, message, line, seen_at)
VALUES (?, ?, ?, ?, ?);
-- name: seen_list  in: 2  out: 1
SELECT message FROM message_seen WHERE desk = ? AND ticket = ? AND line = 0;

-- name: case_find  in: 2  out: 15
SELECT id, version, customer_id, language, class, topic, product, severity,
    advice, tier, holder, vehicle, number, is_closed, floor
FROM `case` WHERE desk = ? AND ticket = ?;
-- name: case_add  in: 4  out: 0  may: seen
INSERT INTO `case` (desk, ticket, version, is_closed, opened_at, updated_at)
VALUES (?, ?, 0, 0, ?, ?);
-- name: case_update  in: 16  out: 0
UPDATE `case` SET version = version + 1, customer_id = ?, language = ?,
    class = ?, topic = ?, product = ?, severity = ?, is_closed = ?, advice = ?,
    tier = ?, holder = ?, vehicle = ?, number = ?, updated_at = ?,
    read_to = GREATEST(read_to, ?), has_seen = 1
WHERE id = ? AND version = ?;
-- name: case_closed  in: 3  out: 0
UPDATE `case` SET is_closed = ? WHERE desk = ? AND ticket = ?;
-- name: told_list  in: 1  out: 4
SELECT f.name, f.value, a.name, f.set_at
FROM case_fact f JOIN agent a ON a.id = f.agent_id WHERE f.case_id = ?;
-- name: told_set  in: 5  out: 0
INSERT INTO case_fact (case_id, name, value, agent_id, set_at)
VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value),
    agent_id = VALUES(agent_id), set_at = VALUES(set_at);
-- name: check_list  in: 1  out: 5
SELECT k.code, k.mark, a.name, k.set_at, k.reason
FROM case_check k JOIN agent a ON a.id = k.agent_id WHERE k.case_id = ?;
-- name: check_set  in: 6  out: 0
INSERT INTO case_check (case_id, code, mark, reason, agent_id, set_at)
VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE mark = VALUES(mark),
    reason = VALUES(reason), agent_id = VALUES(agent_id),
    set_at = VALUES(set_at);
-- name: held_add  in: 4  out: 0  may: seen
INSERT INTO held_back (case_id, message, kind, held_at) VALUES (?, ?, ?, ?);
-- name: held_count  in: 3  out: 1
SELECT COUNT(*) FROM held_back WHERE case_id = ? AND kind = ? AND held_at > ?;
-- name: answered_add  in: 3  out: 0  may: seen
INSERT INTO answered (desk, address, day) VALUES (?, ?, ?);
-- name: answered_find  in: 3  out: 1
SELECT COUNT(*) FROM answered WHERE desk = ? AND address = ? AND day = ?;
-- name: clock_end  in: 2  out: 0
UPDATE clock SET ended_at = ? WHERE case_id = ? AND ended_at IS NULL;
-- name: clock_add  in: 4  out: 0
INSERT INTO clock (case_id, holder, started_at, ended_at)
VALUES (?, ?, ?, ?);
-- name: clock_list  in: 1  out: 3
SELECT holder, started_at, COALESCE(ended_at, 0) FROM clock
WHERE case_id = ? ORDER BY started_at;
-- name: case_clock_list  in: 1  out: 7
SELECT holder, since, minutes, calendar, tier, severity, reached
FROM case_clock WHERE case_id = ?;
-- name: case_clock_set  in: 8  out: 0
INSERT INTO case_clock (case_id, holder, since, minutes, calendar, tier,
    severity, reached) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE since = VALUES(since), minutes = VALUES(minutes),
    calendar = VALUES(calendar), tier = VALUES(tier),
    severity = VALUES(severity), reached = VALUES(reached);
-- name: timer_list  in: 1  out: 2
SELECT name, due_at FROM timer WHERE case_id = ?;
-- name: timer_set  in: 3  out: 0
INSERT INTO timer (case_id, name, due_at) VALUES (?, ?, ?)
ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), is_told = 0;
-- name: timer_end  in: 2  out: 0
DELETE FROM timer WHERE case_id = ? AND name = ?;
-- name: timer_due  in: 2  out: 5
SELECT t.case_id, t.name, t.due_at, c.desk, c.ticket
FROM timer t JOIN `case` c ON c.id = t.case_id
WHERE t.is_told = 0 AND t.due_at <= ? ORDER BY t.due_at LIMIT ?;
-- name: timer_tell  in: 3  out: 0
UPDATE timer SET is_told = 1
WHERE case_id = ? AND name = ? AND due_at = ? AND is_told = 0;
-- name: escalation_list  in: 1  out: 7
SELECT e.made_at, a.name, COALESCE(e.vehicle, ''), e.channel, e.reference,
    COALESCE(e.unit, 'none'), COALESCE(o.status, 'none')
FROM escalation e JOIN agent a ON a.id = e.agent_id
    LEFT JOIN outside o ON o.escalation_id = e.id
WHERE e.case_id = ? ORDER BY e.id;
-- name: outside_add  in: 9  out: 0
INSERT INTO outside (escalation_id, service, name, tenant, subscription,
    number, status, severity, due_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE number = VALUES(number), status = VALUES(status),
    due_at = VALUES(due_at);
-- name: outside_of_case  in: 1  out: 12
SELECT o.escalation_id, o.service, o.name, o.tenant, o.subscription, o.number,
    o.status, o.severity, COALESCE(o.due_at, 0), o.failures, c.desk, c.ticket
FROM escalation e JOIN outside o ON o.escalation_id = e.id
    JOIN `case` c ON c.id = e.case_id
WHERE e.case_id = ? AND e.state = 'open' ORDER BY e.id DESC LIMIT 1;
-- name: outside_of_job  in: 1  out: 12
SELECT o.escalation_id, o.service, o.name, o.tenant, o.subscription, o.number,
    o.status, o.severity, COALESCE(o.due_at, 0), o.failures, c.desk, c.ticket
FROM job j JOIN escalation e ON e.case_id = j.case_id AND e.made_at <= j.made_at
    JOIN outside o ON o.escalation_id = e.id JOIN `case` c ON c.id = e.case_id
WHERE j.id = ? ORDER BY e.id DESC LIMIT 1;
-- name: outside_of_escalation  in: 1  out: 12
SELECT o.escalation_id, o.service, o.name, o.tenant, o.subscription, o.number,
    o.status, o.severity, COALESCE(o.due_at, 0), o.failures, c.desk, c.ticket
FROM outside o JOIN escalation e ON e.id = o.escalation_id
    JOIN `case` c ON c.id = e.case_id
WHERE o.escalation_id = ?;
-- name: file_list  in: 1  out: 18
SELECT f.case_id, f.file, f.name, f.type, f.bytes, f.digest, f.state, f.why,
    a.name, f.agent_id, f.named_at, COALESCE(f.escalation_id, 0),
    COALESCE(f.due_at, 0), f.failures, f.lasting, f.is_told, NULL, NULL
FROM case_file f JOIN agent a ON a.id = f.agent_id
WHERE f.case_id = ? ORDER BY f.named_at, f.file;
-- name: file_put  in: 8  out: 0
INSERT INTO case_file (case_id, file, name, type, state, agent_id, named_at,
    escalation_id, due_at) VALUES (?, ?, ?, ?, 'named', ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE state = 'named', why = NULL,
    agent_id = VALUES(agent_id), named_at = VALUES(named_at),
    escalation_id = VALUES(escalation_id), due_at = VALUES(due_at),
    failures = 0, lasting = 0, is_told = 1;
-- name: file_drop  in: 1  out: 0
DELETE FROM case_file WHERE case_id = ? AND escalation_id IS NULL;
-- name: file_due  in: 3  out: 18
SELECT f.case_id, f.file, f.name, f.type, f.bytes, f.digest, f.state, f.why,
    NULL, f.agent_id, f.named_at, COALESCE(f.escalation_id, 0), f.due_at,
    f.failures, f.lasting, f.is_told, c.desk, c.ticket
FROM case_file f JOIN `case` c ON c.id = f.case_id
WHERE f.due_at <= ? AND c.desk = ? ORDER BY f.due_at LIMIT ?;
-- name: file_claim  in: 4  out: 0
UPDATE case_file SET due_at = ? WHERE case_id = ? AND file = ? AND due_at = ?;
-- name: file_learn  in: 11  out: 0
UPDATE case_file SET state = ?, bytes = ?, digest = ?, why = ?, due_at = ?,
    failures = ?, lasting = ?, is_told = ?
WHERE case_id = ? AND file = ? AND due_at = ?;
-- name: file_told  in: 3  out: 0
UPDATE case_file SET is_told = 1
WHERE case_id = ? AND file = ? AND state = ? AND is_told = 0;
-- name: outside_due  in: 2  out: 12
SELECT o.escalation_id, o.service, o.name, o.tenant, o.subscription, o.number,
    o.status, o.severity, o.due_at, o.failures, c.desk, c.ticket
FROM outside o JOIN escalation e ON e.id = o.escalation_id
    JOIN `case` c ON c.id = e.case_id
WHERE o.due_at <= ? ORDER BY o.due_at LIMIT ?;
-- name: outside_claim  in: 3  out: 0
UPDATE outside SET due_at = ? WHERE escalation_id = ? AND due_at = ?;
-- name: outside_learn  in: 7  out: 0
UPDATE outside SET number = ?, status = ?, severity = ?, read_at = ?,
    due_at = ?, failures = ? WHERE escalation_id = ?;
-- name: outside_news_add  in: 6  out: 0  may: seen
INSERT INTO outside_news (escalation_id, id, what, at, value, text)
VALUES (?, ?, ?, ?, ?, ?);
-- name: outside_news_waiting  in: 1  out: 6
SELECT n.escalation_id, n.id, n.what, n.at, n.value, n.text
FROM escalation e JOIN outside_news n ON n.escalation_id = e.id
WHERE e.case_id = ? AND n.is_told = 0 ORDER BY n.at, n.id;
-- name: outside_news_told  in: 2  out: 0
UPDATE outside_news SET is_told = 1, value = NULL, text = NULL
WHERE escalation_id = ? AND id = ? AND is_told = 0;
-- name: escalation_add  in: 11  out: 0
INSERT INTO escalation (case_id, made_at, severity, vehicle, route, channel,
    entitlement, receipt_version, state, agent_id, right_name, right_starts,
    right_ends)
SELECT ?, ?, ?, ?, ?, ?, ?, ?, 'open', agent_id, right_name, starts, ends
FROM agent_right WHERE agent_id = ? AND right_name = 'escalate'
    AND starts <= ? AND ends > ? LIMIT 1;
-- name: escalation_open  in: 1  out: 5
SELECT id, unit, reference, entitlement_id, channel FROM escalation
WHERE case_id = ? AND state = 'open' ORDER BY id DESC LIMIT 1;
-- name: escalation_number  in: 2  out: 0
UPDATE escalation SET reference = ? WHERE id = ?;
-- name: escalation_close  in: 1  out: 0
UPDATE escalation SET state = 'closed' WHERE id = ?;
-- name: escalation_unit  in: 4  out: 0
UPDATE escalation SET unit = ?, entitlement_id = ? WHERE id = ? AND unit <=> ?;

-- name: entitlement_list  in: 4  out: 9
SELECT e.name, e.vehicle, e.plan, e.customer_id, e.starts, e.ends, e.fee,
    b.units_left, e.told_at
FROM entitlement e LEFT JOIN balance b ON b.entitlement_id = e.id
WHERE (e.customer_id IS NULL AND e.ends >= ?)
    OR (e.customer_id = ? AND e.ends >= ?)
ORDER BY e.name LIMIT ?;
-- name: entitlement_file  in: 2  out: 10
SELECT e.id, e.name, e.vehicle, e.plan, c.name, e.starts, e.ends, e.granted,
    e.fee, e.membership
FROM entitlement e LEFT JOIN customer c ON c.id = e.customer_id
WHERE e.name > ? ORDER BY e.name LIMIT ?;
-- name: entitlement_rows  in: 2  out: 11
SELECT e.id, e.name, e.vehicle, e.plan, c.name, e.starts, e.ends, e.fee,
    b.units_left, b.reserved, e.granted
FROM entitlement e LEFT JOIN balance b ON b.entitlement_id = e.id
    LEFT JOIN customer c ON c.id = e.customer_id
WHERE ? IS NULL OR e.name = ? ORDER BY e.name;
-- name: entitlement_counted  in: 1  out: 2
SELECT e.id, b.units_left FROM entitlement e
    LEFT JOIN balance b ON b.entitlement_id = e.id WHERE e.name = ?;
-- name: entitlement_set  in: 10  out: 0
INSERT INTO entitlement (name, vehicle, plan, customer_id, starts, ends, fee,
    granted, membership, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE plan = VALUES(plan), customer_id = VALUES(customer_id),
    starts = VALUES(starts), ends = VALUES(ends), fee = VALUES(fee),
    granted = VALUES(granted), membership = VALUES(membership),
    told_at = VALUES(told_at);
-- name: balance_open  in: 1  out: 0
INSERT INTO balance (entitlement_id, units_left, reserved) VALUES (?, 0, 0);
-- name: balance_move  in: 5  out: 0
UPDATE balance SET units_left = units_left + ?, reserved = reserved + ?
WHERE entitlement_id = ? AND units_left + ? >= 0 AND reserved + ? >= 0;
-- name: balance_ended  in: 2  out: 2
SELECT b.entitlement_id, b.units_left FROM balance b
    JOIN entitlement e ON e.id = b.entitlement_id
WHERE b.units_left > 0 AND e.ends < ? LIMIT ?;
-- name: ledger_add  in: 9  out: 0
INSERT INTO ledger (entitlement_id, move, units_left, reserved, escalation_id,
    agent_id, by_whom, reason, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);
-- name: ledger_list  in: 1  out: 8
SELECT l.move, l.units_left, l.reserved, l.made_at, l.reason,
    COALESCE(a.name, l.by_whom), c.desk, c.ticket
FROM ledger l LEFT JOIN agent a ON a.id = l.agent_id
    LEFT JOIN escalation e ON e.id = l.escalation_id
    LEFT JOIN `case` c ON c.id = e.case_id
WHERE l.entitlement_id = ? ORDER BY l.made_at, l.id;
-- name: unit_open  in: 0  out: 5
SELECT c.desk, c.ticket, e.name, a.name, x.made_at
FROM escalation x JOIN `case` c ON c.id = x.case_id
    JOIN entitlement e ON e.id = x.entitlement_id
    JOIN agent a ON a.id = x.agent_id
WHERE x.unit = 'reserved' ORDER BY x.made_at;
-- name: entitlement_ending  in: 4  out: 4
SELECT e.id, e.name, e.ends, b.units_left FROM entitlement e
    LEFT JOIN balance b ON b.entitlement_id = e.id
WHERE e.ends >= ? AND e.starts <= ? AND (e.ends <= ? OR b.units_left <= ?)
ORDER BY e.name;
-- name: entitlement_warn  in: 4  out: 0  may: seen
INSERT INTO entitlement_warning (entitlement_id, what, ends, made_at)
VALUES (?, ?, ?, ?);
-- name: ledger_differences  in: 0  out: 1
SELECT COUNT(*) FROM balance b WHERE b.units_left <> (
    SELECT COALESCE(SUM(l.units_left), 0) FROM ledger l
    WHERE l.entitlement_id = b.entitlement_id) OR b.reserved <> (
    SELECT COALESCE(SUM(l.reserved), 0) FROM ledger l
    WHERE l.entitlement_id = b.entitlement_id) OR b.reserved <> (
    SELECT COUNT(*) FROM escalation x
    WHERE x.entitlement_id = b.entitlement_id AND x.unit = 'reserved');

-- name: customer_by_domain  in: 1  out: 28
SELECT c.id, c.name, c.tenant, c.organisation, c.language, c.relationship,
    c.gdap_roles, c.gdap_ends, c.azure_rbac, COALESCE(p.name, c.provider),
    c.channel, c.told_at, c.offer, c.grp, c.direct_paid,
    c.gdap_auto_extend, c.on_call, c.more_told_at, m.relationship,
    m.relationship_at, m.gdap_roles, m.gdap_ends, m.gdap_auto_extend, m.gdap_at,
    a.name, a.type, a.cloud, c.provider_at
FROM customer_domain d JOIN customer c ON c.id = d.customer_id
    LEFT JOIN customer_microsoft m ON m.customer_id = c.id
    LEFT JOIN account a ON a.id = c.account_id
    LEFT JOIN provider p ON p.name = c.provider
WHERE d.domain = ?;
-- name: customer_by_organisation  in: 1  out: 28
SELECT c.id, c.name, c.tenant, c.organisation, c.language, c.relationship,
    c.gdap_roles, c.gdap_ends, c.azure_rbac, COALESCE(p.name, c.provider),
    c.channel, c.told_at, c.offer, c.grp, c.direct_paid,
    c.gdap_auto_extend, c.on_call, c.more_told_at, m.relationship,
    m.relationship_at, m.gdap_roles, m.gdap_ends, m.gdap_auto_extend, m.gdap_at,
    a.name, a.type, a.cloud, c.provider_at
FROM customer c
    LEFT JOIN customer_microsoft m ON m.customer_id = c.id
    LEFT JOIN account a ON a.id = c.account_id
    LEFT JOIN provider p ON p.name = c.provider
WHERE c.organisation = ?;
-- name: customer_by_name  in: 1  out: 28
SELECT c.id, c.name, c.tenant, c.organisation, c.language, c.relationship,
    c.gdap_roles, c.gdap_ends, c.azure_rbac, COALESCE(p.name, c.provider),
    c.channel, c.told_at, c.offer, c.grp, c.direct_paid,
    c.gdap_auto_extend, c.on_call, c.more_told_at, m.relationship,
    m.relationship_at, m.gdap_roles, m.gdap_ends, m.gdap_auto_extend, m.gdap_at,
    a.name, a.type, a.cloud, c.provider_at
FROM customer c
    LEFT JOIN customer_microsoft m ON m.customer_id = c.id
    LEFT JOIN account a ON a.id = c.account_id
    LEFT JOIN provider p ON p.name = c.provider
WHERE c.name = ?;
-- name: customer_due  in: 2  out: 2
SELECT c.id, c.tenant
FROM customer c LEFT JOIN customer_microsoft m ON m.customer_id = c.id
WHERE c.tenant IS NOT NULL AND c.account_id IS NULL
    AND COALESCE(m.due_at, 0) <= ? AND EXISTS (
    SELECT 1 FROM `case` k WHERE k.customer_id = c.id AND k.is_closed = 0)
ORDER BY m.due_at, c.id LIMIT ?;
-- name: customer_claim  in: 3  out: 0
UPDATE customer_microsoft SET due_at = ? WHERE customer_id = ? AND due_at <= ?;
-- name: customer_claim_first  in: 2  out: 0  may: seen
INSERT INTO customer_microsoft (customer_id, due_at) VALUES (?, ?);
-- name: customer_hurry  in: 1  out: 0
UPDATE customer_microsoft m JOIN customer c ON c.id = m.customer_id
SET m.due_at = 0 WHERE c.tenant = ?;
-- name: customer_hurry_all  in: 0  out: 0
UPDATE customer_microsoft SET due_at = 0;
-- name: customer_by_tenant  in: 1  out: 1
SELECT id FROM customer WHERE tenant = ? AND account_id IS NULL;
-- name: customer_asked  in: 2  out: 0
UPDATE customer_microsoft SET due_at = ? WHERE customer_id = ?;
-- name: customer_learn_relationship  in: 3  out: 0
UPDATE customer_microsoft SET relationship = ?, relationship_at = ?
WHERE customer_id = ?;
-- name: customer_learn_gdap  in: 5  out: 0
UPDATE customer_microsoft SET gdap_roles = ?, gdap_ends = ?,
    gdap_auto_extend = ?, gdap_at = ? WHERE customer_id = ?;
-- Service health (store/incident.h).
-- name: health_due  in: 2  out: 2
SELECT c.id, c.tenant FROM customer c LEFT JOIN health h ON h.customer_id = c.id
WHERE c.tenant IS NOT NULL AND c.account_id IS NULL
    AND COALESCE(h.due_at, 0) <= ? AND EXISTS (
    SELECT 1 FROM `case` k WHERE k.customer_id = c.id AND k.is_closed = 0
    AND k.class = 'technical')
ORDER BY h.due_at, c.id LIMIT ?;
-- name: health_claim  in: 3  out: 0
UPDATE health SET due_at = ? WHERE customer_id = ? AND due_at <= ?;
-- name: health_claim_first  in: 2  out: 0  may: seen
INSERT INTO health (customer_id, due_at) VALUES (?, ?);
-- name: health_asked  in: 5  out: 0
UPDATE health SET source = ?, asked_at = ?, due_at = ?, note = NULL
WHERE customer_id = ? AND COALESCE(asked_at, 0) < ?;
-- name: health_failed  in: 3  out: 0
UPDATE health SET due_at = ?, note = ? WHERE customer_id = ?;
-- name: health_find  in: 1  out: 2
SELECT COALESCE(asked_at, 0), source FROM health WHERE customer_id = ?;
-- name: health_cases  in: 1  out: 3
SELECT id, desk, ticket FROM `case` WHERE customer_id = ? AND is_closed = 0
    AND class = 'technical' ORDER BY id;
-- name: health_state  in: 0  out: 4
SELECT COUNT(asked_at), COUNT(note), COALESCE(MAX(asked_at), 0), MAX(note)
FROM health;
-- name: incident_live  in: 1  out: 4
SELECT id, number, source, kind FROM incident
WHERE customer_id = ? AND ended_at IS NULL;
-- name: incident_set  in: 11  out: 0
INSERT INTO incident (customer_id, number, source, kind, service, title,
    status, text, started_at, modified_at, told_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE source = VALUES(source), kind = VALUES(kind),
    service = VALUES(service), title = VALUES(title), status = VALUES(status),
    text = VALUES(text), started_at = VALUES(started_at),
    modified_at = VALUES(modified_at), ended_at = NULL,
    told_at = VALUES(told_at);
-- name: incident_end  in: 2  out: 0
UPDATE incident SET ended_at = ? WHERE id = ? AND ended_at IS NULL;
-- name: incident_of_case  in: 4  out: 11
SELECT i.id, i.number, i.source, i.service, i.title, COALESCE(i.started_at, 0),
    COALESCE(i.ended_at, 0), i.told_at, k.case_id IS NOT NULL,
    (SELECT COUNT(DISTINCT c.id) FROM incident o
        JOIN incident_case x ON x.incident_id = o.id
        JOIN `case` c ON c.id = x.case_id
        WHERE o.number = i.number AND c.is_closed = 0 AND c.id <> ?),
    (SELECT GROUP_CONCAT(DISTINCT c.desk, '/', c.ticket ORDER BY c.id
        SEPARATOR ', ' LIMIT 10) FROM incident o
        JOIN incident_case x ON x.incident_id = o.id
        JOIN `case` c ON c.id = x.case_id
        WHERE o.number = i.number AND c.is_closed = 0 AND c.id <> ?)
FROM incident i
    LEFT JOIN incident_case k ON k.incident_id = i.id AND k.case_id = ?
WHERE i.customer_id = ? AND i.kind = 'incident' AND (i.ended_at IS NULL
    OR (k.case_id IS NOT NULL AND k.end_told_at IS NULL))
ORDER BY i.started_at, i.id LIMIT 50;
-- name: incident_told  in: 3  out: 0  may: seen
INSERT INTO incident_case (case_id, incident_id, told_at) VALUES (?, ?, ?);
-- name: incident_end_told  in: 3  out: 0
UPDATE incident_case SET end_told_at = ? WHERE case_id = ? AND incident_id = ?;
-- name: incident_list  in: 0  out: 9
SELECT i.number, MAX(i.kind), MAX(i.service), MAX(i.title), MAX(i.status),
    COALESCE(MIN(i.started_at), 0), MAX(i.told_at),
    COUNT(DISTINCT i.customer_id),
    GROUP_CONCAT(DISTINCT c.desk, '/', c.ticket ORDER BY c.id SEPARATOR ' ')
FROM incident i LEFT JOIN incident_case k ON k.incident_id = i.id
    LEFT JOIN `case` c ON c.id = k.case_id AND c.is_closed = 0
WHERE i.ended_at IS NULL GROUP BY i.number
ORDER BY MAX(i.kind), COUNT(DISTINCT c.id) DESC, i.number;
-- name: customer_names  in: 2  out: 2
SELECT id, name FROM customer WHERE name > ? ORDER BY name LIMIT ?;
-- name: customer_list  in: 2  out: 20
SELECT c.id, c.name, c.tenant, (SELECT GROUP_CONCAT(d.domain ORDER BY d.domain
        SEPARATOR ' ') FROM customer_domain d WHERE d.customer_id = c.id),
    c.organisation, c.language, c.relationship, c.gdap_roles, c.gdap_ends,
    c.azure_rbac, c.provider, c.channel, c.offer, c.grp, c.direct_paid,
    c.gdap_auto_extend, c.on_call, c.billing_contact, c.vip, a.name
FROM customer c LEFT JOIN account a ON a.id = c.account_id
WHERE c.name > ? ORDER BY c.name LIMIT ?;
-- name: customer_add  in: 21  out: 0  may: seen
INSERT INTO customer (name, tenant, organisation, language, relationship,
    gdap_roles, gdap_ends, azure_rbac, provider, channel, offer, grp,
    direct_paid, gdap_auto_extend, on_call, billing_contact, vip, account_id,
    told_at, more_told_at, provider_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
-- name: customer_set  in: 22  out: 0  may: seen
UPDATE customer SET name = ?, tenant = ?, organisation = ?, language = ?,
    relationship = ?, gdap_roles = ?, gdap_ends = ?, azure_rbac = ?,
    provider = ?, channel = ?, offer = ?, grp = ?, direct_paid = ?,
    gdap_auto_extend = ?, on_call = ?, billing_contact = ?, vip = ?,
    account_id = ?,
    told_at = COALESCE(?, told_at), more_told_at = COALESCE(?, more_told_at),
    provider_at = COALESCE(?, provider_at)
WHERE id = ?;
-- name: customer_told  in: 4  out: 0
UPDATE customer SET told_at = COALESCE(?, told_at),
    more_told_at = COALESCE(?, more_told_at),
    provider_at = COALESCE(?, provider_at) WHERE id = ?;
-- name: customer_release  in: 1  out: 0
UPDATE customer SET tenant = NULL, organisation = NULL WHERE id = ?;
-- name: domain_clear  in: 1  out: 0
DELETE FROM customer_domain WHERE customer_id = ?;
-- name: domain_add  in: 2  out: 0  may: seen
INSERT INTO customer_domain (domain, customer_id) VALUES (?, ?);

-- name: policy_add  in: 3  out: 0  may: seen
INSERT INTO policy (hash, canonical, stored_at) VALUES (?, ?, ?);
-- name: receipt_add  in: 8  out: 0
INSERT INTO receipt (case_id, version, place, decided_at, policy, facts,
    decision, sources) VALUES (?, ?, ?, ?, ?, ?, ?, ?);
-- name: receipt_last  in: 2  out: 5
SELECT r.policy, r.facts, r.decision, r.sources, r.decided_at FROM receipt r JOIN `case` c ON c.id = r.case_id
WHERE c.desk = ? AND c.ticket = ? ORDER BY r.version DESC, r.place DESC LIMIT 1;

-- name: receipt_page  in: 2  out: 4
SELECT id, policy, facts, decision FROM receipt WHERE id > ? ORDER BY id LIMIT ?;
-- name: receipt_since  in: 6  out: 8
SELECT r.id, r.decided_at, r.policy, r.facts, r.decision, c.desk, c.ticket,
    NOT EXISTS (SELECT 1 FROM receipt n WHERE n.case_id = r.case_id
    AND (n.version > r.version OR (n.version = r.version
    AND n.place > r.place)) AND n.decided_at <= ?)
FROM receipt r JOIN `case` c ON c.id = r.case_id
WHERE r.decided_at >= ? AND (r.decided_at > ? OR r.id > ?)
    AND r.decided_at <= ? ORDER BY r.decided_at, r.id LIMIT ?;
-- name: policy_find  in: 1  out: 1
SELECT canonical FROM policy WHERE hash = ?;

-- name: job_add  in: 7  out: 0
INSERT INTO job (case_id, seq, desk, ticket, payload, state, due_at, made_at)
VALUES (?, ?, ?, ?, ?, 'ready', ?, ?);
-- name: job_ready  in: 3  out: 6
SELECT j.id, j.ticket, j.payload, j.tries, j.lasting, j.answers FROM job j
WHERE j.state = 'ready' AND j.desk = ? AND j.due_at <= ? AND NOT EXISTS (
    SELECT 1 FROM job e WHERE e.case_id = j.case_id AND e.seq < j.seq
    AND e.desk = j.desk AND e.state IN ('ready', 'claimed'))
ORDER BY j.due_at LIMIT ?;
-- name: job_claim  in: 4  out: 0
UPDATE job SET state = 'claimed', lease = ?, lease_until = ?, tries = tries + 1
WHERE id = ? AND state = 'ready' AND due_at <= ?;
-- name: job_settle  in: 7  out: 0
UPDATE job SET state = ?, due_at = ?, note = ?, ended_at = ?, lasting = ?,
    lease = NULL, lease_until = 0 WHERE id = ? AND lease = ? AND state = 'claimed';
-- name: job_answered  in: 1  out: 0
UPDATE job SET answers = answers + 1 WHERE id = ?;
-- name: job_expire  in: 2  out: 0
UPDATE job SET state = 'ready', due_at = ?, lease = NULL, lease_until = 0,
    note = 'the worker that had it is gone'
WHERE state = 'claimed' AND lease_until < ?;
-- name: job_depth  in: 1  out: 4
SELECT 'job', state, COUNT(*), COALESCE(? - MIN(made_at), 0) FROM job
WHERE state IN ('ready', 'claimed', 'dead') GROUP BY state;
-- name: job_dead_list  in: 1  out: 4
SELECT id, desk, ticket, note FROM job WHERE state = 'dead' ORDER BY id LIMIT ?;
-- name: job_show  in: 1  out: 10
SELECT state, desk, ticket, seq, tries, made_at, due_at, ended_at, note, payload
FROM job WHERE id = ?;
-- name: job_retry_all  in: 3  out: 0
UPDATE job SET state = 'ready', due_at = ?, note = NULL, lasting = 0
WHERE state = 'dead' AND (? IS NULL OR desk = ?);
-- name: job_drop  in: 3  out: 0
UPDATE job SET state = 'done', note = ?, ended_at = ?
WHERE id = ? AND state IN ('ready', 'dead');
-- name: job_retry  in: 2  out: 0
UPDATE job SET state = 'ready', due_at = ?, note = NULL, lasting = 0
WHERE id = ? AND state = 'dead';

-- name: sweep_add  in: 3  out: 0  may: seen
INSERT INTO sweep (desk, since, due_at) VALUES (?, ?, ?);
-- name: sweep_claim  in: 3  out: 0
UPDATE sweep SET due_at = ? WHERE desk = ? AND due_at <= ?;
-- name: sweep_get  in: 1  out: 2
SELECT place, since FROM sweep WHERE desk = ?;
-- name: sweep_set  in: 3  out: 0
UPDATE sweep SET place = ? WHERE desk = ? AND place <=> ?;

-- name: worker_seen  in: 2  out: 0
INSERT INTO worker (name, seen_at) VALUES (?, ?)
ON DUPLICATE KEY UPDATE seen_at = VALUES(seen_at);
-- name: worker_gone  in: 1  out: 0
DELETE FROM worker WHERE name = ?;
-- name: worker_forget  in: 1  out: 0
DELETE FROM worker WHERE seen_at < ?;
-- name: worker_last  in: 0  out: 2
SELECT name, seen_at FROM worker ORDER BY seen_at DESC LIMIT 1;

-- name: doctor_settings  in: 0  out: 2
SELECT VARIABLE_NAME, VARIABLE_VALUE FROM information_schema.GLOBAL_VARIABLES
WHERE VARIABLE_NAME IN ('VERSION', 'MAX_ALLOWED_PACKET', 'READ_ONLY',
    'INNODB_FLUSH_LOG_AT_TRX_COMMIT', 'LOG_BIN', 'SYNC_BINLOG',
    'IDLE_TRANSACTION_TIMEOUT', 'IDLE_WRITE_TRANSACTION_TIMEOUT', 'WSREP_ON')
UNION ALL
SELECT VARIABLE_NAME, VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS
WHERE VARIABLE_NAME IN ('WSREP_READY', 'WSREP_LOCAL_STATE_COMMENT');
-- name: doctor_clock  in: 0  out: 1
SELECT CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED);
-- name: doctor_grants  in: 0  out: 1
SHOW GRANTS;
-- name: doctor_customers  in: 0  out: 1
SELECT COUNT(*) FROM customer;
-- name: doctor_accounts  in: 0  out: 4
SELECT a.name, a.tenant, a.type, COUNT(c.id)
FROM account a LEFT JOIN customer c ON c.account_id = a.id
GROUP BY a.id ORDER BY a.name;
-- name: doctor_unserved  in: 2  out: 2
SELECT COUNT(*), MIN(c.name)
FROM customer c LEFT JOIN account a ON a.id = c.account_id
WHERE COALESCE(a.type = 'indirect-reseller', ?) AND c.provider IS NULL
    AND NOT EXISTS (SELECT 1 FROM subscription s
        WHERE s.customer_id = c.id AND s.provider IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM provider p WHERE p.is_default = 'yes'
        AND ? BETWEEN COALESCE(p.starts, '') AND COALESCE(p.ends, '9999'));
-- name: doctor_unreached  in: 1  out: 2
SELECT COUNT(*), MIN(h.provider)
FROM (SELECT provider, channel FROM customer
    UNION SELECT provider, NULL FROM subscription) h
    LEFT JOIN provider p ON p.name = h.provider
WHERE h.provider IS NOT NULL AND IF(p.id IS NULL, h.channel IS NULL,
    ? NOT BETWEEN COALESCE(p.starts, '') AND COALESCE(p.ends, '9999'));
-- name: doctor_idle  in: 1  out: 2
SELECT COUNT(*), MIN(p.name)
FROM provider p LEFT JOIN (SELECT provider FROM customer
    UNION SELECT provider FROM subscription) h ON h.provider = p.name
WHERE h.provider IS NULL AND COALESCE(p.is_default, 'no') = 'no'
    AND COALESCE(p.ends, '9999') >= ?;
-- name: doctor_agents  in: 3  out: 1
SELECT COUNT(DISTINCT r.agent_id) FROM agent_identity i
JOIN agent_right r ON r.agent_id = i.agent_id
WHERE i.source = ? AND r.right_name = 'escalate' AND r.starts <= ?
    AND r.ends > ?;
-- name: doctor_sweep  in: 1  out: 1
SELECT due_at FROM sweep WHERE desk = ?;
-- name: doctor_hooks  in: 2  out: 1
SELECT COUNT(*) FROM delivery WHERE desk = ? AND ticket = ? AND source = 'hook';

-- name: account_list  in: 2  out: 5
SELECT id, name, tenant, type, cloud FROM account WHERE name > ?
ORDER BY name LIMIT ?;
-- name: account_add  in: 4  out: 0  may: seen
INSERT INTO account (name, tenant, type, cloud) VALUES (?, ?, ?, ?);
-- name: account_set  in: 5  out: 0  may: seen
UPDATE account SET name = ?, tenant = ?, type = ?, cloud = ? WHERE id = ?;
-- name: account_of_escalation  in: 1  out: 3
SELECT a.name, a.type, a.cloud
FROM escalation e JOIN `case` k ON k.id = e.case_id
    JOIN customer c ON c.id = k.customer_id
    JOIN account a ON a.id = c.account_id
WHERE e.id = ?;

-- name: provider_list  in: 2  out: 9
SELECT id, name, channel, address, language, response_mins, starts, ends,
    is_default
FROM provider WHERE name > ? ORDER BY name LIMIT ?;
-- name: provider_add  in: 9  out: 0  may: seen
INSERT INTO provider (name, channel, address, language, response_mins, starts,
    ends, is_default, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);
-- name: provider_set  in: 10  out: 0  may: seen
UPDATE provider SET name = ?, channel = ?, address = ?, language = ?,
    response_mins = ?, starts = ?, ends = ?, is_default = ?, told_at = ?
WHERE id = ?;
-- name: provider_told  in: 2  out: 0
UPDATE provider SET told_at = ? WHERE id = ?;
-- name: provider_serving  in: 2  out: 6
SELECT name, channel, starts, ends, is_default, told_at FROM provider
WHERE is_default = 'yes' OR name = ? OR name IN (
    SELECT provider FROM subscription WHERE customer_id = ?)
ORDER BY name;
-- name: peer_list  in: 2  out: 14
SELECT id, name, side, url, provider, desk, queue, requestor, language, relay,
    auto_accept, rate, starts, ends
FROM peer WHERE name > ? ORDER BY name LIMIT ?;
-- name: peer_provider  in: 1  out: 1
SELECT name FROM provider WHERE name = ?;
-- name: peer_add  in: 13  out: 0  may: seen
INSERT INTO peer (name, side, url, provider, desk, queue, requestor, language,
    relay, auto_accept, rate, starts, ends)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
-- name: peer_set  in: 14  out: 0  may: seen
UPDATE peer SET name = ?, side = ?, url = ?, provider = ?, desk = ?, queue = ?,
    requestor = ?, language = ?, relay = ?, auto_accept = ?, rate = ?,
    starts = ?, ends = ? WHERE id = ?;
-- name: subscription_list  in: 2  out: 13
SELECT s.id, s.guid, c.name, s.product, s.name, s.kind, s.state, s.quantity,
    s.provider, s.starts, s.ends, s.auto_renew, s.azure_active
FROM subscription s JOIN customer c ON c.id = s.customer_id
WHERE s.guid > ? ORDER BY s.guid LIMIT ?;
-- name: subscription_add  in: 13  out: 0  may: seen
INSERT INTO subscription (guid, customer_id, product, name, kind, state,
    quantity, provider, starts, ends, auto_renew, azure_active, told_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
-- name: subscription_set  in: 14  out: 0  may: seen
UPDATE subscription SET guid = ?, customer_id = ?, product = ?, name = ?,
    kind = ?, state = ?, quantity = ?, provider = ?, starts = ?, ends = ?,
    auto_renew = ?, azure_active = ?, told_at = ? WHERE id = ?;
-- name: subscription_learn  in: 15  out: 0
INSERT INTO subscription (guid, customer_id, name, kind, state, quantity,
    starts, ends, auto_renew, told_at, azure_active, trial, scheduled, reasons,
    read_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE kind = VALUES(kind), state = VALUES(state),
    quantity = VALUES(quantity), starts = VALUES(starts), ends = VALUES(ends),
    auto_renew = VALUES(auto_renew), told_at = VALUES(told_at),
    azure_active = COALESCE(VALUES(azure_active), azure_active),
    trial = VALUES(trial), scheduled = VALUES(scheduled),
    reasons = VALUES(reasons), read_at = VALUES(read_at);
-- name: subscription_serving  in: 1  out: 6
SELECT s.guid, s.name, COALESCE(s.product, IF(s.kind = 'azure-plan', 'azure',
    NULL)), COALESCE(p.name, s.provider), s.state IN ('expired', 'disabled'),
    s.told_at
FROM subscription s LEFT JOIN provider p ON p.name = s.provider
WHERE s.customer_id = ? AND s.state <> 'deleted' ORDER BY s.guid;
-- name: subscription_owned  in: 1  out: 14
SELECT guid, name, product, kind, state, starts, ends, auto_renew, told_at,
    COALESCE(azure_active, -1), trial, scheduled, reasons, COALESCE(read_at, 0)
FROM subscription WHERE customer_id = ? AND state <> 'deleted'
ORDER BY name, guid;
-- name: subscription_told  in: 2  out: 0
UPDATE subscription SET told_at = ? WHERE id = ?;

-- name: agent_list  in: 3  out: 9
SELECT a.id, a.name, a.email,
    (SELECT GROUP_CONCAT(CONCAT(i.source, ':', i.external_id)
        ORDER BY i.source, i.external_id SEPARATOR ' ')
        FROM agent_identity i WHERE i.agent_id = a.id), r.rights, r.roles,
    CASE WHEN r.starts > r.today THEN
        DATE('1970-01-01' + INTERVAL r.starts DIV 1000 SECOND) END,
    CASE WHEN r.ends < 253402300799000 THEN
        DATE('1970-01-01' + INTERVAL (r.ends - 1) DIV 1000 SECOND) END,
    a.language
FROM agent a LEFT JOIN (SELECT agent_id, MAX(n.today) AS today,
        GROUP_CONCAT(right_name ORDER BY right_name SEPARATOR ' ') AS rights,
        GROUP_CONCAT(role ORDER BY right_name SEPARATOR ' ') AS roles,
        MAX(starts) AS starts, MAX(ends) AS ends
    FROM agent_right JOIN (SELECT CAST(? AS SIGNED) AS today) n
    WHERE ends > n.today AND ends > starts GROUP BY agent_id) r
    ON r.agent_id = a.id
WHERE a.name > ? ORDER BY a.name LIMIT ?;
-- name: agent_add  in: 5  out: 0  may: seen
INSERT INTO agent (name, email, language, made_at, imported_at)
VALUES (?, ?, ?, ?, ?);
-- name: agent_set  in: 4  out: 0
UPDATE agent SET email = ?, language = ?, imported_at = ? WHERE name = ?;
-- name: agent_by_name  in: 1  out: 1
SELECT id FROM agent WHERE name = ?;
-- name: agent_by_identity  in: 2  out: 4
SELECT a.id, a.name, a.email, a.language
FROM agent_identity i JOIN agent a ON a.id = i.agent_id
WHERE i.source = ? AND i.external_id = ?;
-- name: identity_release  in: 1  out: 0
UPDATE agent_identity SET agent_id = NULL WHERE agent_id = ?;
-- name: identity_add  in: 3  out: 0  may: seen
INSERT INTO agent_identity (agent_id, source, external_id) VALUES (?, ?, ?);
-- name: identity_take  in: 3  out: 0
UPDATE agent_identity SET agent_id = ?
WHERE source = ? AND external_id = ? AND agent_id IS NULL;
-- name: right_held  in: 3  out: 4
SELECT right_name, role, starts, ends FROM agent_right
WHERE agent_id = ? AND starts <= ? AND ends > ? ORDER BY starts;
-- name: right_ahead  in: 3  out: 4
SELECT right_name, role, starts, ends FROM agent_right
WHERE agent_id = ? AND (ends > ? OR starts > ?) ORDER BY starts FOR UPDATE;
-- name: right_add  in: 5  out: 0  may: seen
INSERT INTO agent_right (agent_id, right_name, role, starts, ends)
VALUES (?, ?, ?, ?, ?);
-- name: right_set  in: 6  out: 0  may: seen
UPDATE agent_right SET starts = ?, ends = ?
WHERE agent_id = ? AND right_name = ? AND starts = ? AND ends = ?;
-- name: right_used  in: 12  out: 1
SELECT COALESCE(MAX(u.at), 0) FROM (
    SELECT MAX(made_at) AS at FROM escalation WHERE agent_id = ?
        AND right_name = ? AND right_starts = ? AND right_ends = ?
    UNION ALL SELECT MAX(asked_at) FROM suspension WHERE asked_by = ?
        AND right_name = ? AND asked_starts = ? AND asked_ends = ?
    UNION ALL SELECT MAX(approved_at) FROM suspension WHERE approved_by = ?
        AND right_name = ? AND approved_starts = ? AND approved_ends = ?) u;
-- name: right_leads  in: 2  out: 1
SELECT DISTINCT a.name FROM agent_right r JOIN agent a ON a.id = r.agent_id
WHERE r.right_name = 'lead' AND r.starts <= ? AND r.ends > ? ORDER BY a.name;
-- name: right_move  in: 5  out: 0
UPDATE escalation SET right_ends = ?
WHERE agent_id = ? AND right_name = ? AND right_starts = ? AND right_ends = ?;
-- name: right_move_asked  in: 5  out: 0
UPDATE suspension SET asked_ends = ?
WHERE asked_by = ? AND right_name = ? AND asked_starts = ? AND asked_ends = ?;
-- name: right_move_approved  in: 5  out: 0
UPDATE suspension SET approved_ends = ?
WHERE approved_by = ? AND right_name = ? AND approved_starts = ?
    AND approved_ends = ?;

-- What goes with time. NAME_due: how much, and how old the oldest is;
-- NAME_go: at most so many rows, or which they are.
-- name: retention_claim  in: 2  out: 0
UPDATE retention SET due_at = ? WHERE name = 'work' AND due_at <= ?;
-- name: retention_rest  in: 1  out: 0
UPDATE retention SET due_at = ? WHERE name = 'work';
-- name: bodies_due  in: 1  out: 2
SELECT COUNT(*), MIN(received_at) FROM delivery
WHERE state = 'done' AND is_bare = 0 AND received_at < ?;
-- name: bodies_go  in: 2  out: 0
UPDATE delivery SET body = NULL, is_bare = 1
WHERE state = 'done' AND is_bare = 0 AND received_at < ?
ORDER BY received_at LIMIT ?;
-- name: dedupe_due  in: 1  out: 2
SELECT COUNT(*), MIN(received_at) FROM delivery
WHERE state = 'done' AND is_bare IN (0, 1) AND received_at < ?;
-- name: dedupe_go  in: 2  out: 3
SELECT id, desk, ticket FROM delivery
WHERE state = 'done' AND is_bare IN (0, 1) AND received_at < ? LIMIT ?;
-- name: delivery_goes  in: 1  out: 0
DELETE FROM delivery WHERE id = ? AND state <> 'new';
-- name: lane_idle  in: 4  out: 0
DELETE FROM lane WHERE desk = ? AND ticket = ? AND lease IS NULL
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.desk = ? AND d.ticket = ?);
-- name: payloads_due  in: 1  out: 2
SELECT COUNT(*), MIN(ended_at) FROM job
WHERE state = 'done' AND is_bare = 0 AND ended_at < ?;
-- name: payloads_go  in: 2  out: 0
UPDATE job SET payload = '', note = NULL, is_bare = 1
WHERE state = 'done' AND is_bare = 0 AND ended_at < ?
ORDER BY ended_at LIMIT ?;
-- name: jobs_due  in: 1  out: 2
SELECT COUNT(*), MIN(ended_at) FROM job
WHERE state = 'done' AND is_bare IN (0, 1) AND ended_at < ?;
-- name: jobs_go  in: 2  out: 0
DELETE FROM job
WHERE state = 'done' AND is_bare IN (0, 1) AND ended_at < ? LIMIT ?;
-- name: dead_due  in: 1  out: 2
SELECT COUNT(*), MIN(received_at) FROM delivery
WHERE state = 'dead' AND is_bare IN (0, 1) AND received_at < ?;
-- name: dead_go  in: 2  out: 3
SELECT id, desk, ticket FROM delivery
WHERE state = 'dead' AND is_bare IN (0, 1) AND received_at < ? LIMIT ?;
-- name: dead_jobs_due  in: 1  out: 2
SELECT COUNT(*), MIN(ended_at) FROM job
WHERE state = 'dead' AND is_bare IN (0, 1) AND ended_at < ?;
-- name: dead_jobs_go  in: 2  out: 0
DELETE FROM job
WHERE state = 'dead' AND is_bare IN (0, 1) AND ended_at < ? LIMIT ?;
-- name: dead_openings_due  in: 1  out: 2
SELECT COUNT(*), MIN(ended_at) FROM opening
WHERE state = 'dead' AND ended_at < ?;
-- name: dead_openings_go  in: 2  out: 0
UPDATE opening SET state = 'done', subject = '', text = '', note = NULL,
    requestor = NULL WHERE state = 'dead' AND ended_at < ? LIMIT ?;
-- name: answered_due  in: 1  out: 2
SELECT COUNT(*), MIN(day) * 86400000 FROM answered WHERE day < ? DIV 86400000;
-- name: answered_go  in: 2  out: 0
DELETE FROM answered WHERE day < ? DIV 86400000 ORDER BY day LIMIT ?;
-- name: seen_due  in: 1  out: 2
SELECT COUNT(*), MIN(updated_at) FROM `case`
WHERE is_closed = 1 AND has_seen = 1 AND updated_at < ? AND read_to > 0;
-- name: seen_go  in: 2  out: 4
SELECT id, version, desk, ticket FROM `case`
WHERE is_closed = 1 AND has_seen = 1 AND updated_at < ? AND read_to > 0
ORDER BY updated_at LIMIT ?;
-- name: seen_floor  in: 2  out: 0
UPDATE `case` SET floor = read_to, has_seen = 0, version = version + 1
WHERE id = ? AND version = ? AND is_closed = 1;
-- name: seen_delete  in: 2  out: 0
DELETE FROM message_seen WHERE desk = ? AND ticket = ?;
-- name: held_delete  in: 1  out: 0
DELETE FROM held_back WHERE case_id = ?;
-- name: heard_empty  in: 1  out: 0
UPDATE exchange_case x JOIN exchange_news n ON n.exchange_id = x.id
SET n.body = NULL
WHERE x.case_id = ? AND n.state = 'told' AND n.body IS NOT NULL;

-- Proof, which the account of serve and work cannot delete.
-- name: receipts_last  in: 0  out: 1
SELECT COALESCE(MAX(id), 0) FROM receipt;
-- name: receipts_due  in: 4  out: 2
SELECT COUNT(*), MIN(r.decided_at) FROM receipt r
    JOIN `case` c ON c.id = r.case_id
WHERE r.id > ? AND r.id <= ? AND r.decided_at < ?
    AND c.is_closed = 1 AND c.updated_at < ? AND NOT EXISTS (
    SELECT 1 FROM escalation e WHERE e.case_id = c.id AND e.state = 'open');
-- name: receipts_go  in: 4  out: 0  may: admin
DELETE r FROM receipt r JOIN `case` c ON c.id = r.case_id
WHERE r.id > ? AND r.id <= ? AND r.decided_at < ?
    AND c.is_closed = 1 AND c.updated_at < ? AND NOT EXISTS (
    SELECT 1 FROM escalation e WHERE e.case_id = c.id AND e.state = 'open');
-- name: policies_due  in: 1  out: 2
SELECT COUNT(*), MIN(stored_at) FROM policy p WHERE stored_at < ?
    AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.policy = p.hash);
-- name: policies_go  in: 1  out: 0  may: admin
DELETE FROM policy WHERE stored_at < ?
    AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.policy = policy.hash);
-- Whole: a charge that was corrected later stays with its correction.
-- name: charges_due  in: 2  out: 2
SELECT COUNT(*), MIN(made_at) FROM charge x WHERE x.day < ? DIV 86400000
    AND NOT EXISTS (SELECT 1 FROM charge y WHERE y.case_id = x.case_id
    AND y.day >= ? DIV 86400000);
-- name: charges_go  in: 2  out: 0  may: admin
DELETE x FROM charge x LEFT JOIN charge y ON y.case_id = x.case_id
    AND y.day >= ? DIV 86400000
WHERE x.day < ? DIV 86400000 AND y.case_id IS NULL;
-- name: terms_current  in: 0  out: 4
SELECT number, hash, document, published_at FROM terms
ORDER BY number DESC LIMIT 1;

-- Erasure of a person's data on request (store/erase.h), by the admin.
-- name: erase_case  in: 2  out: 3  may: admin
SELECT c.id, c.is_closed, (SELECT COUNT(*) FROM escalation e
    WHERE e.case_id = c.id AND e.state = 'open')
FROM `case` c WHERE c.desk = ? AND c.ticket = ?;
-- name: erase_busy  in: 6  out: 1  may: admin
SELECT (SELECT COUNT(*) FROM delivery
        WHERE desk = ? AND ticket = ? AND state = 'new') +
    (SELECT COUNT(*) FROM job
        WHERE case_id = ? AND state IN ('ready', 'claimed')) +
    (SELECT COUNT(*) FROM lane WHERE desk = ? AND ticket = ?
        AND lease IS NOT NULL AND lease_until >= ?);
-- name: erase_texts  in: 14  out: 1  may: admin
SELECT (SELECT COUNT(COALESCE(body, digest, note)) FROM delivery
        WHERE desk = ? AND ticket = ?) +
    (SELECT COUNT(note) FROM lane WHERE desk = ? AND ticket = ?) +
    (SELECT COUNT(*) FROM job
        WHERE case_id = ? AND (payload <> '' OR note IS NOT NULL)) +
    (SELECT COUNT(*) FROM case_fact WHERE case_id = ?) +
    (SELECT COUNT(*) FROM case_file WHERE case_id = ?) +
    (SELECT COUNT(*) FROM case_check WHERE case_id = ? AND reason <> '') +
    (SELECT COUNT(n.text) FROM escalation e
        JOIN outside_news n ON n.escalation_id = e.id WHERE e.case_id = ?) +
    (SELECT COUNT(l.packet) FROM escalation e
        JOIN linked l ON l.escalation_id = e.id WHERE e.case_id = ?) +
    (SELECT COUNT(n.body) FROM exchange_case x
        JOIN exchange_news n ON n.exchange_id = x.id WHERE x.case_id = ?) +
    (SELECT COUNT(d.body) FROM exchange_case x JOIN delivery d
        ON d.desk = CONCAT('@', x.peer) AND d.ticket = x.name
        WHERE x.case_id = ?) +
    (SELECT COUNT(*) FROM charge WHERE case_id = ? AND text <> '') +
    (SELECT COUNT(COALESCE(dispute_why, hold_why)) FROM debt
        WHERE case_id = ?);
-- name: erase_of_customer  in: 1  out: 3  may: admin
SELECT 0, desk, ticket FROM `case` WHERE customer_id = ? ORDER BY id;
-- name: erase_domains  in: 1  out: 1  may: admin
SELECT domain FROM customer_domain WHERE customer_id = ? ORDER BY domain;
-- name: erase_agent  in: 1  out: 1  may: admin
SELECT name FROM agent WHERE email = ?;
-- name: erase_last  in: 0  out: 2  may: admin
SELECT (SELECT COALESCE(MAX(id), 0) FROM delivery),
    (SELECT COALESCE(MAX(id), 0) FROM job);
-- name: erase_in_delivery  in: 4  out: 3  may: admin
SELECT id, desk, ticket FROM delivery WHERE id > ? AND id <= ?
    AND (body REGEXP ? OR note REGEXP ?);
-- name: erase_in_job  in: 4  out: 3  may: admin
SELECT id, desk, ticket FROM job WHERE id > ? AND id <= ?
    AND (payload REGEXP ? OR note REGEXP ?);
-- name: erase_in_rest  in: 9  out: 3  may: admin
SELECT 0, desk, ticket FROM lane WHERE note REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM case_fact f
    JOIN `case` c ON c.id = f.case_id WHERE f.value REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM case_file f
    JOIN `case` c ON c.id = f.case_id WHERE f.name REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM case_check k
    JOIN `case` c ON c.id = k.case_id WHERE k.reason REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM outside_news n
    JOIN escalation e ON e.id = n.escalation_id
    JOIN `case` c ON c.id = e.case_id WHERE n.text REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM linked l
    JOIN escalation e ON e.id = l.escalation_id
    JOIN `case` c ON c.id = e.case_id WHERE l.packet REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM exchange_news n
    JOIN exchange_case x ON x.id = n.exchange_id
    JOIN `case` c ON c.id = x.case_id WHERE n.body REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM charge x
    JOIN `case` c ON c.id = x.case_id WHERE x.text REGEXP ?
UNION SELECT 0, c.desk, c.ticket FROM debt d
    JOIN `case` c ON c.id = d.case_id
WHERE CONCAT_WS(' ', d.dispute_why, d.hold_why) REGEXP ?;
-- name: erase_touch  in: 1  out: 0  may: admin
UPDATE `case` SET version = version + 1 WHERE id = ?;
-- name: erase_delivery  in: 2  out: 0  may: admin
UPDATE delivery SET body = NULL, digest = NULL, note = NULL, is_bare = 1
WHERE desk = ? AND ticket = ? AND state <> 'new'
    AND COALESCE(body, digest, note) IS NOT NULL;
-- name: erase_delivery_id  in: 1  out: 0  may: admin
UPDATE delivery SET body = NULL, digest = NULL, note = NULL, is_bare = 1
WHERE id = ?;
-- name: erase_lane  in: 2  out: 0  may: admin
UPDATE lane SET note = NULL
WHERE desk = ? AND ticket = ? AND note IS NOT NULL;
-- name: erase_job  in: 1  out: 0  may: admin
UPDATE job SET payload = '', note = NULL, is_bare = 1
WHERE case_id = ? AND state IN ('done', 'dead')
    AND (payload <> '' OR note IS NOT NULL);
-- name: erase_fact  in: 1  out: 0  may: admin
DELETE FROM case_fact WHERE case_id = ?;
-- name: erase_file  in: 1  out: 0  may: admin
DELETE FROM case_file WHERE case_id = ?;
-- name: erase_check  in: 1  out: 0  may: admin
UPDATE case_check SET reason = '' WHERE case_id = ? AND reason <> '';
-- name: erase_charge  in: 1  out: 0  may: admin
UPDATE charge SET text = '' WHERE case_id = ? AND text <> '';
-- name: erase_news  in: 1  out: 0  may: admin
UPDATE outside_news n JOIN escalation e ON e.id = n.escalation_id
SET n.value = NULL, n.text = NULL WHERE e.case_id = ? AND n.text IS NOT NULL;
-- name: erase_opening  in: 2  out: 0  may: admin
UPDATE opening SET subject = '', text = '', note = NULL, requestor = NULL
WHERE desk = ? AND ticket = ? AND (subject <> '' OR text <> ''
    OR note IS NOT NULL OR requestor IS NOT NULL);
-- name: erase_debt  in: 1  out: 0  may: admin
UPDATE debt SET dispute_why = NULL, hold_why = NULL
WHERE case_id = ? AND COALESCE(dispute_why, hold_why) IS NOT NULL;
-- name: erase_linked  in: 1  out: 0  may: admin
UPDATE linked l JOIN escalation e ON e.id = l.escalation_id
    JOIN opening o ON o.id = l.opening_id
SET l.packet = NULL, o.subject = '', o.text = '', o.note = NULL
WHERE e.case_id = ?
    AND (l.packet IS NOT NULL OR o.text <> '' OR o.note IS NOT NULL);
-- name: erase_exchange  in: 1  out: 0  may: admin
UPDATE exchange_case x LEFT JOIN exchange_news n ON n.exchange_id = x.id
SET n.body = NULL, x.dead_why = NULL WHERE x.case_id = ?
    AND (n.body IS NOT NULL OR x.dead_why IS NOT NULL);
-- name: erase_heard  in: 1  out: 0  may: admin
UPDATE exchange_case x JOIN delivery d ON d.desk = CONCAT('@', x.peer)
    AND d.ticket = x.name
SET d.body = NULL, d.digest = NULL, d.note = NULL, d.is_bare = 1
WHERE x.case_id = ? AND d.state <> 'new' AND d.body IS NOT NULL;
-- name: erase_answered  in: 1  out: 0  may: admin
DELETE FROM answered WHERE address = ?;
-- name: erase_customer  in: 1  out: 0  may: admin
UPDATE customer SET name = CONCAT('erased-', id), tenant = NULL,
    organisation = NULL, language = NULL, relationship = NULL,
    gdap_roles = NULL, gdap_ends = NULL, azure_rbac = NULL, provider = NULL,
    channel = NULL, told_at = NULL, offer = NULL, grp = NULL,
    direct_paid = NULL, gdap_auto_extend = NULL, on_call = NULL,
    billing_contact = NULL, vip = NULL, more_told_at = NULL WHERE id = ?;
-- name: erase_contact  in: 1  out: 0  may: admin
UPDATE customer SET billing_contact = NULL WHERE billing_contact = ?;
-- name: erase_payments  in: 1  out: 0  may: admin
DELETE FROM payment WHERE customer_id = ?;
-- name: erase_paid  in: 1  out: 0  may: admin
DELETE p FROM payment p JOIN invoice i ON i.number = p.invoice
WHERE i.customer_id = ?;
-- name: erase_invoices  in: 1  out: 0  may: admin
DELETE FROM invoice WHERE customer_id = ?;
-- name: erase_debts  in: 1  out: 0  may: admin
UPDATE debt SET dispute_why = NULL, hold_why = NULL
WHERE customer_id = ? AND COALESCE(dispute_why, hold_why) IS NOT NULL;
-- name: erase_outside  in: 1  out: 0  may: admin
UPDATE outside o JOIN escalation e ON e.id = o.escalation_id
    JOIN `case` c ON c.id = e.case_id
SET o.tenant = NULL, o.subscription = NULL, o.due_at = NULL
WHERE c.customer_id = ?;
-- name: erase_told  in: 1  out: 0  may: admin
DELETE FROM customer_microsoft WHERE customer_id = ?;
-- name: erase_sending  in: 1  out: 1  may: admin
SELECT COUNT(*) FROM suspension WHERE case_id = ? AND state = 'sending';
-- name: erase_suspensions  in: 1  out: 0  may: admin
UPDATE suspension SET subscription = '', note = NULL,
    before_image = IF(before_image IS NULL, NULL, ''),
    after_image = IF(after_image IS NULL, NULL, ''),
    why = IF(state IN ('asked', 'approved'), 'erased', why),
    ended_at = COALESCE(ended_at, due_at),
    state = IF(state IN ('asked', 'approved'), 'withdrawn', state)
WHERE customer_id = ? AND state <> 'sending';
-- name: erase_subscriptions  in: 1  out: 0  may: admin
DELETE FROM subscription WHERE customer_id = ?;
-- name: erase_notices  in: 1  out: 0  may: admin
UPDATE notice n JOIN customer c ON c.tenant = n.tenant
SET n.tenant = NULL, n.subscription = NULL, n.body = NULL WHERE c.id = ?;
-- name: erase_unproven  in: 1  out: 0  may: admin
DELETE u FROM unproven u JOIN customer c ON INSTR(LOWER(CONVERT(u.body
    USING latin1)), LOWER(c.tenant)) > 0 WHERE c.id = ?;
-- name: erase_health  in: 1  out: 0  may: admin
DELETE FROM health WHERE customer_id = ?;
-- name: erase_incidents  in: 1  out: 0  may: admin
DELETE FROM incident WHERE customer_id = ?;
-- name: erase_due  in: 1  out: 0  may: admin
DELETE d FROM due d JOIN customer c ON c.tenant = d.tenant WHERE c.id = ?;
-- name: erasure_add  in: 3  out: 0  may: admin
INSERT INTO erasure (kind, by_whom, begun_at) VALUES (?, ?, ?);
-- name: erasure_count  in: 3  out: 0  may: admin
UPDATE erasure SET tickets = tickets + ?, texts = texts + ? WHERE id = ?;
-- name: erasure_end  in: 2  out: 0  may: admin
UPDATE erasure SET ended_at = ? WHERE id = ?;
-- name: terms_list  in: 0  out: 3
SELECT number, hash, published_at FROM terms ORDER BY number;
-- name: terms_get  in: 1  out: 4
SELECT number, hash, document, published_at FROM terms WHERE number = ?;
-- name: terms_add  in: 4  out: 0  may: seen
INSERT INTO terms (number, hash, document, published_at) VALUES (?, ?, ?, ?);
-- What was never seen, because a person dropped its job, may be told again.
-- name: terms_shown_again  in: 7  out: 0
UPDATE terms_shown SET customer_id = ?, language = ?, job_id = ?,
    planned_at = ?
WHERE case_id = ? AND version = ? AND offer = ? AND shown_at IS NULL;
-- name: terms_shown_add  in: 7  out: 0  may: seen
INSERT INTO terms_shown (case_id, customer_id, version, offer, language,
    job_id, planned_at) VALUES (?, ?, ?, ?, ?, ?, ?);
-- name: terms_shown_done  in: 2  out: 0
UPDATE terms_shown SET shown_at = ? WHERE job_id = ? AND shown_at IS NULL;
-- name: terms_shown_find  in: 1  out: 1
SELECT version FROM terms_shown WHERE case_id = ?;
-- name: terms_shown_before  in: 3  out: 1
SELECT COUNT(*) FROM terms_shown
WHERE customer_id = ? AND version = ? AND offer = ?;
-- name: terms_shown_ticket  in: 2  out: 8
SELECT c.desk, c.ticket, k.name, s.version, s.offer, s.language, s.planned_at,
    s.shown_at
FROM terms_shown s JOIN `case` c ON c.id = s.case_id
    LEFT JOIN customer k ON k.id = s.customer_id
WHERE c.desk = ? AND c.ticket = ?;
-- name: terms_shown_customer  in: 2  out: 8
SELECT c.desk, c.ticket, k.name, s.version, s.offer, s.language, s.planned_at,
    s.shown_at
FROM customer k JOIN terms_shown s ON s.customer_id = k.id
    JOIN `case` c ON c.id = s.case_id
WHERE k.name = ? ORDER BY s.planned_at DESC LIMIT ?;

-- What of it a customer was shown in this case, newest first; then elsewhere.
-- name: terms_told_here  in: 2  out: 7
SELECT s.version, s.case_id, s.offer, s.shown_at, c.desk, c.ticket, t.document
FROM terms_shown s JOIN terms t ON t.number = s.version
    JOIN `case` c ON c.id = s.case_id LEFT JOIN job j ON j.id = s.job_id
WHERE s.case_id = ? AND (s.customer_id IS NULL OR s.customer_id = ?)
    AND (s.shown_at IS NOT NULL OR j.state <> 'done')
ORDER BY s.shown_at DESC, s.version DESC;
-- name: terms_told  in: 3  out: 7
SELECT s.version, s.case_id, s.offer, s.shown_at, c.desk, c.ticket, t.document
FROM terms_shown s JOIN terms t ON t.number = s.version
    JOIN `case` c ON c.id = s.case_id
WHERE s.customer_id = ? AND s.case_id <> ? AND s.shown_at IS NOT NULL
ORDER BY s.shown_at DESC LIMIT ?;

-- name: charge_list  in: 1  out: 12
SELECT x.number, x.agent_id, a.name, x.kind, x.amount, x.currency, x.price,
    x.shown_case, x.terms, x.offer, x.corrects, x.unit_price
FROM charge x JOIN agent a ON a.id = x.agent_id
WHERE x.case_id = ? ORDER BY x.number;
-- name: charge_add  in: 20  out: 0  may: seen
INSERT INTO charge (case_id, number, customer_id, agent_id, message, line,
    made_at, day, kind, told, counted, unit_price, amount, currency, price,
    corrects, text, shown_case, terms, offer)
SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, case_id, version,
    offer
FROM terms_shown
WHERE case_id = ? AND version = ? AND offer = ? AND shown_at IS NOT NULL;
-- name: charge_page  in: 7  out: 18
SELECT x.day, x.case_id, x.number, k.name, c.desk, c.ticket, a.name, x.kind,
    x.told, x.counted, x.unit_price, x.amount, COALESCE(x.currency, ''),
    x.price, x.terms, x.offer, x.corrects, x.text
FROM charge x JOIN `case` c ON c.id = x.case_id
    JOIN agent a ON a.id = x.agent_id
    LEFT JOIN customer k ON k.id = x.customer_id
WHERE x.day >= ? AND x.day <= ?
    AND (x.day > ? OR x.case_id > ? OR (x.case_id = ? AND x.number > ?))
ORDER BY x.day, x.case_id, x.number LIMIT ?;

-- name: pause_add  in: 4  out: 0  may: seen
INSERT INTO pause (desk, why, by_whom, paused_at) VALUES (?, ?, ?, ?);
-- name: pause_end  in: 1  out: 0
DELETE FROM pause WHERE desk = ?;
-- name: pause_list  in: 0  out: 4
SELECT desk, why, by_whom, paused_at FROM pause ORDER BY desk;

-- name: refresh_token_set  in: 6  out: 0
INSERT INTO refresh_token (tenant, key_id, sealed, version, set_at, set_by,
    used_at)
VALUES (?, ?, ?, 1, ?, ?, ?)
ON DUPLICATE KEY UPDATE key_id = VALUES(key_id), sealed = VALUES(sealed),
    version = version + 1, set_at = VALUES(set_at), set_by = VALUES(set_by),
    used_at = VALUES(used_at), busy_until = 0;
-- name: refresh_token_of  in: 1  out: 6
SELECT key_id, sealed, version, set_at, set_by, used_at
FROM refresh_token WHERE tenant = ?;
-- name: refresh_token_claim  in: 4  out: 0
UPDATE refresh_token SET busy_until = ?
WHERE tenant = ? AND version = ? AND busy_until <= ?;
-- name: refresh_token_free  in: 2  out: 0
UPDATE refresh_token SET busy_until = 0 WHERE tenant = ? AND version = ?;
-- name: refresh_token_turn  in: 5  out: 0
UPDATE refresh_token SET key_id = ?, sealed = ?, version = version + 1,
    used_at = ?, busy_until = 0
WHERE tenant = ? AND version = ?;
-- name: refresh_token_forget  in: 1  out: 0
DELETE FROM refresh_token WHERE tenant = ?;

-- Tickets that we want in a desk ourselves (store/opening.h).
-- name: opening_add  in: 8  out: 0
INSERT INTO opening (desk, queue, subject, text, requestor, mark, state,
    due_at, made_at)
VALUES (?, ?, ?, ?, ?, ?, 'ready', ?, ?);
-- name: opening_get  in: 1  out: 12
SELECT id, desk, queue, subject, text, requestor, mark, ticket, due_at,
    COALESCE(asked_at, 0), tries, lasting
FROM opening WHERE id = ?;
-- name: opening_of_ticket  in: 2  out: 12
SELECT id, desk, queue, subject, text, requestor, mark, ticket, due_at,
    COALESCE(asked_at, 0), tries, lasting
FROM opening WHERE desk = ? AND ticket = ?;
-- name: opening_of_mark  in: 2  out: 12
SELECT id, desk, queue, subject, text, requestor, mark, ticket, due_at,
    COALESCE(asked_at, 0), tries, lasting
FROM opening WHERE mark = ? AND desk = ? AND ticket IS NULL;
-- name: opening_ready  in: 3  out: 12
SELECT id, desk, queue, subject, text, requestor, mark, ticket, due_at,
    COALESCE(asked_at, 0), tries, lasting
FROM opening WHERE state = 'ready' AND desk = ? AND due_at <= ?
ORDER BY due_at LIMIT ?;
-- name: opening_claim  in: 4  out: 0
UPDATE opening SET due_at = ?, asked_at = ?, tries = tries + 1
WHERE id = ? AND due_at = ? AND state = 'ready';
-- name: opening_done  in: 4  out: 0
UPDATE opening SET state = 'done', ticket = ?, subject = '', text = '',
    requestor = NULL, note = NULL, ended_at = ?
WHERE id = ? AND due_at = ? AND state = 'ready';
-- name: opening_settle  in: 8  out: 0
UPDATE opening SET state = ?, due_at = ?, asked_at = ?, note = ?,
    ended_at = ?, lasting = ?
WHERE id = ? AND due_at = ? AND state = 'ready';
-- name: opening_depth  in: 1  out: 4
SELECT 'opening', state, COUNT(*), COALESCE(? - MIN(made_at), 0) FROM opening
WHERE state IN ('ready', 'dead') GROUP BY state;
-- name: opening_dead_list  in: 1  out: 4
SELECT id, desk, COALESCE(ticket, ''), note FROM opening
WHERE state = 'dead' ORDER BY id LIMIT ?;
-- name: opening_show  in: 1  out: 13
SELECT state, desk, ticket, queue, mark, requestor, tries, made_at, due_at,
    ended_at, note, subject, text
FROM opening WHERE id = ?;
-- name: opening_retry_all  in: 3  out: 0
UPDATE opening SET state = 'ready', due_at = ?, note = NULL, tries = 0,
    lasting = 0
WHERE state = 'dead' AND (? IS NULL OR desk = ?);
-- name: opening_retry  in: 2  out: 0
UPDATE opening SET state = 'ready', due_at = ?, note = NULL, tries = 0,
    lasting = 0
WHERE id = ? AND state = 'dead';
-- name: opening_drop  in: 3  out: 0
UPDATE opening SET state = 'done', note = ?, ended_at = ?, subject = '',
    text = ''
WHERE id = ? AND (state = 'dead' OR (state = 'ready' AND asked_at IS NULL));

-- Requests to suspend and to restore (store/suspension.h).
-- name: suspension_next  in: 0  out: 1
SELECT COALESCE(MAX(id), 0) + 1 FROM suspension;
-- name: suspension_ask  in: 14  out: 0  may: seen
INSERT INTO suspension (exchange_id, id, case_id, customer_id, subscription, kind, way,
    state, basis, asked_login, asked_at, expires_at, due_at, asked_by,
    right_name, asked_starts, asked_ends, asked_email)
SELECT ?, ?, ?, ?, ?, 'suspend', ?, 'asked', ?, ?, ?, ?, ?, r.agent_id,
    r.right_name, r.starts, r.ends, a.email
FROM agent_right r JOIN agent a ON a.id = r.agent_id
WHERE r.agent_id = ? AND r.right_name = 'billing' AND r.starts <= ?
    AND r.ends > ? LIMIT 1;
-- name: suspension_restore  in: 15  out: 0  may: seen
INSERT INTO suspension (exchange_id, id, case_id, customer_id, subscription, kind, way,
    state, basis, of_id, asked_at, expires_at, due_at, approved_at, asked_by,
    right_name, asked_starts, asked_ends, asked_email, approved_by,
    approved_starts, approved_ends, approved_email)
SELECT ?, ?, ?, ?, ?, 'restore', ?, 'approved', ?, ?, ?, ?, ?, ?, r.agent_id,
    r.right_name, r.starts, r.ends, a.email, r.agent_id, r.starts, r.ends,
    a.email
FROM agent_right r JOIN agent a ON a.id = r.agent_id
WHERE r.agent_id = ? AND r.right_name = 'billing' AND r.starts <= ?
    AND r.ends > ? LIMIT 1;
-- name: suspension_approve  in: 8  out: 0
UPDATE suspension s JOIN agent_right r ON r.agent_id = ?
    AND r.right_name = 'billing' AND r.starts <= ? AND r.ends > ?
    JOIN agent a ON a.id = r.agent_id
SET s.state = 'approved', s.approved_by = r.agent_id,
    s.approved_starts = r.starts, s.approved_ends = r.ends,
    s.approved_email = a.email, s.approved_at = ?, s.approved_login = ?,
    s.due_at = ?
WHERE s.id = ? AND s.case_id = ? AND s.kind = 'suspend' AND s.state = 'asked';
-- name: suspension_close  in: 6  out: 0
UPDATE suspension SET state = ?, why = ?, ended_at = ?, is_news = ?
WHERE id = ? AND case_id = ? AND (state IN ('asked', 'approved') OR
    (state = 'sending' AND before_image IS NULL));
-- name: suspension_answered  in: 6  out: 0
UPDATE suspension SET state = ?, why = ?, note = ?, ended_at = ?, is_news = 0
WHERE id = ? AND case_id = ? AND way = 'provider'
    AND state IN ('approved', 'withdrawn') AND approved_by IS NOT NULL;
-- name: suspension_mail  in: 4  out: 0
UPDATE suspension SET opening_id = ?, mail_to = ? WHERE id = ? AND case_id = ?;
-- name: suspension_of_opening  in: 1  out: 6
SELECT s.id, s.case_id, s.state, s.mail_to, c.desk, c.ticket
FROM suspension s JOIN `case` c ON c.id = s.case_id WHERE s.opening_id = ?;
-- name: suspension_opened  in: 1  out: 0
UPDATE suspension SET is_news = 1 WHERE id = ? AND state = 'approved';
-- name: suspension_made  in: 3  out: 0
UPDATE subscription SET state = ?, told_at = ?
WHERE guid = ? AND state IN ('active', 'pending', 'suspended');
-- name: suspension_told  in: 2  out: 0
UPDATE suspension SET is_news = 0
WHERE id = ? AND is_news = 1 AND COALESCE(ended_at, 0) = ?;
-- name: suspension_of_case  in: 1  out: 34
SELECT s.id, s.case_id, s.customer_id, s.subscription, s.kind, s.way, s.state,
    s.basis, COALESCE(s.of_id, 0), s.asked_by, a.name, s.asked_email,
    s.asked_at, s.expires_at, COALESCE(s.approved_by, 0), b.name,
    COALESCE(s.approved_at, 0), s.before_image, s.told, s.why, s.note,
    s.due_at, s.tries, s.lasting, COALESCE(s.ended_at, 0), s.is_news, c.desk,
    c.ticket, s.answers, w.name, COALESCE(s.exchange_id, 0),
    COALESCE(s.opening_id, 0), m.ticket, m.note
FROM suspension s JOIN `case` c ON c.id = s.case_id
    LEFT JOIN opening m ON m.id = s.opening_id
    LEFT JOIN subscription w ON w.guid = s.subscription
    JOIN agent a ON a.id = s.asked_by LEFT JOIN agent b ON b.id = s.approved_by
WHERE s.case_id = ? ORDER BY s.id;
-- name: suspension_of_customer  in: 1  out: 34
SELECT s.id, s.case_id, s.customer_id, s.subscription, s.kind, s.way, s.state,
    s.basis, COALESCE(s.of_id, 0), s.asked_by, a.name, s.asked_email,
    s.asked_at, s.expires_at, COALESCE(s.approved_by, 0), b.name,
    COALESCE(s.approved_at, 0), s.before_image, s.told, s.why, s.note,
    s.due_at, s.tries, s.lasting, COALESCE(s.ended_at, 0), s.is_news, c.desk,
    c.ticket, s.answers, w.name, COALESCE(s.exchange_id, 0),
    COALESCE(s.opening_id, 0), m.ticket, m.note
FROM suspension s JOIN `case` c ON c.id = s.case_id
    LEFT JOIN opening m ON m.id = s.opening_id
    LEFT JOIN subscription w ON w.guid = s.subscription
    JOIN agent a ON a.id = s.asked_by LEFT JOIN agent b ON b.id = s.approved_by
WHERE s.customer_id = ? ORDER BY s.id;
-- name: suspension_get  in: 1  out: 40
SELECT s.id, s.case_id, s.customer_id, s.subscription, s.kind, s.way, s.state,
    s.basis, COALESCE(s.of_id, 0), s.asked_by, a.name, s.asked_email,
    s.asked_at, s.expires_at, COALESCE(s.approved_by, 0), b.name,
    COALESCE(s.approved_at, 0), s.before_image, s.told, s.why, s.note,
    s.due_at, s.tries, s.lasting, COALESCE(s.ended_at, 0), s.is_news, c.desk,
    c.ticket, s.answers, w.name, COALESCE(s.exchange_id, 0),
    COALESCE(s.opening_id, 0), m.ticket, m.note, u.tenant, o.before_image,
    o.after_image, x.name, x.type, x.cloud
FROM suspension s JOIN `case` c ON c.id = s.case_id
    LEFT JOIN opening m ON m.id = s.opening_id
    LEFT JOIN subscription w ON w.guid = s.subscription
    JOIN customer u ON u.id = s.customer_id
    LEFT JOIN account x ON x.id = u.account_id
    LEFT JOIN suspension o ON o.id = s.of_id
    JOIN agent a ON a.id = s.asked_by LEFT JOIN agent b ON b.id = s.approved_by
WHERE s.id = ?;
-- name: suspension_ready  in: 3  out: 1
SELECT id FROM suspension
WHERE state IN ('approved', 'sending') AND way = ? AND due_at <= ?
ORDER BY due_at LIMIT ?;
-- name: suspension_waiting  in: 0  out: 3
SELECT COUNT(*), COALESCE(MIN(approved_at), 0), MAX(note) FROM suspension
WHERE state IN ('approved', 'sending') AND way = 'microsoft'
    AND COALESCE(why, '') <> 'pending';
-- name: suspension_claim  in: 3  out: 0
UPDATE suspension SET state = 'sending', due_at = ?, tries = tries + 1
WHERE id = ? AND due_at = ? AND state IN ('approved', 'sending');
-- name: suspension_still  in: 3  out: 3
SELECT COALESCE(SUM(r.agent_id = s.asked_by), 0),
    COALESCE(SUM(r.agent_id = s.approved_by), 0), MAX(s.asked_login)
FROM suspension s JOIN agent_right r
    ON r.agent_id IN (s.asked_by, s.approved_by)
    AND r.right_name = 'billing' AND r.starts <= ? AND r.ends > ?
WHERE s.id = ?;
-- name: suspension_before  in: 3  out: 0
UPDATE suspension SET before_image = ?
WHERE id = ? AND due_at = ? AND state = 'sending';
-- name: suspension_settle  in: 14  out: 0
UPDATE suspension SET state = ?, before_image = IF(?, NULL, before_image),
    after_image = ?, told = ?, why = ?, note = ?, due_at = ?, lasting = ?,
    answers = ?, tries = ?, ended_at = ?, is_news = IF(?, 1, is_news)
WHERE id = ? AND due_at = ? AND state = 'sending';
-- name: suspension_stop  in: 3  out: 0
UPDATE suspension SET state = 'withdrawn', why = ?, ended_at = ?, is_news = 1
WHERE id = ? AND kind = 'suspend' AND state IN ('asked', 'approved');

-- Microsoft's invoices to the partner (store/bill.h).
-- name: bill_page  in: 2  out: 11
SELECT i.id, i.number, i.issued, i.currency, i.total, i.paid, i.due, i.kind,
    i.amends, i.state, a.name
FROM microsoft_invoice i LEFT JOIN account a ON a.id = i.account_id
WHERE i.number > ? ORDER BY i.number LIMIT ?;
-- name: bill_add  in: 11  out: 0  may: seen
INSERT INTO microsoft_invoice (number, issued, currency, total, paid, due,
    kind, amends, state, account_id, source, told_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'import', ?);
-- name: bill_set  in: 12  out: 0  may: seen
UPDATE microsoft_invoice SET number = ?, issued = ?, currency = ?, total = ?,
    paid = ?, due = ?, kind = ?, amends = ?, state = ?, account_id = ?,
    source = 'import', told_at = ? WHERE id = ?;
-- name: bill_told  in: 2  out: 0
UPDATE microsoft_invoice SET told_at = ? WHERE id = ?;
-- name: bill_learn  in: 8  out: 0
INSERT INTO microsoft_invoice (number, kind, issued, currency, total, paid,
    amends, state, source, told_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 'open', 'partner-center-api', ?)
ON DUPLICATE KEY UPDATE kind = VALUES(kind), issued = VALUES(issued),
    currency = VALUES(currency), total = VALUES(total), paid = VALUES(paid),
    amends = COALESCE(VALUES(amends), amends), source = VALUES(source),
    told_at = VALUES(told_at);
-- name: bill_list  in: 0  out: 14
SELECT i.id, i.number, a.name, i.issued, i.due, i.currency, i.total,
    IF(i.state = 'open', CAST(i.total - i.paid + COALESCE((
        SELECT SUM(c.total) FROM microsoft_invoice c
        WHERE c.amends = i.number AND c.kind = 'credit-note' AND
            c.state <> 'void' AND c.currency = i.currency), 0) AS SIGNED),
        0) AS open_now,
    i.source, i.ended_at IS NOT NULL AS is_ended,
    COALESCE(i.opening_id, 0) AS opening, o.desk,
    o.ticket, o.ticket IS NULL AND o.state = 'done'
FROM microsoft_invoice i LEFT JOIN account a ON a.id = i.account_id
    LEFT JOIN opening o ON o.id = i.opening_id
WHERE i.kind = 'invoice'
HAVING open_now > 0 OR (opening > 0 AND NOT is_ended)
ORDER BY i.id;
-- name: bill_of_opening  in: 1  out: 14
SELECT i.id, i.number, a.name, i.issued, i.due, i.currency, i.total,
    IF(i.state = 'open', CAST(i.total - i.paid + COALESCE((
        SELECT SUM(c.total) FROM microsoft_invoice c
        WHERE c.amends = i.number AND c.kind = 'credit-note' AND
            c.state <> 'void' AND c.currency = i.currency), 0) AS SIGNED),
        0) AS open_now,
    i.source, i.ended_at IS NOT NULL AS is_ended,
    COALESCE(i.opening_id, 0) AS opening, o.desk,
    o.ticket, o.ticket IS NULL AND o.state = 'done'
FROM microsoft_invoice i LEFT JOIN account a ON a.id = i.account_id
    JOIN opening o ON o.id = i.opening_id
WHERE i.opening_id = ?;
-- name: bill_warned  in: 3  out: 1
SELECT told_at FROM microsoft_invoice_warning
WHERE invoice_id = ? AND due = ? AND days_before = ?;
-- name: bill_warnings  in: 1  out: 2
SELECT due, told_at FROM microsoft_invoice_warning
WHERE invoice_id = ? ORDER BY told_at, days_before DESC;
-- name: bill_warn  in: 4  out: 0  may: seen
INSERT INTO microsoft_invoice_warning (invoice_id, due, days_before, told_at)
VALUES (?, ?, ?, ?);
-- name: bill_opening  in: 3  out: 0
UPDATE microsoft_invoice SET opening_id = ?, ended_at = NULL
WHERE id = ? AND opening_id <=> ?;
-- name: bill_end  in: 2  out: 0
UPDATE microsoft_invoice SET ended_at = ? WHERE id = ?;
-- name: billing_told  in: 2  out: 1
SELECT told_at FROM billing_told WHERE case_id = ? AND customer_id = ?;
-- name: billing_tell  in: 3  out: 0  may: seen
INSERT INTO billing_told (case_id, customer_id, told_at) VALUES (?, ?, ?);
-- name: bill_poll  in: 0  out: 3
SELECT asked_at, due_at, note FROM poll WHERE name = 'microsoft-invoices';
-- name: bill_poll_claim  in: 2  out: 0
UPDATE poll SET due_at = ? WHERE name = 'microsoft-invoices' AND due_at <= ?;
-- name: bill_poll_failed  in: 2  out: 0
UPDATE poll SET due_at = ?, note = ? WHERE name = 'microsoft-invoices';
-- name: bill_poll_done  in: 1  out: 0
UPDATE poll SET asked_at = ?, note = NULL WHERE name = 'microsoft-invoices';

-- Cases at a provider by e-mail (store/linked.h).
-- name: provider_mail  in: 2  out: 3
SELECT name, address, language FROM provider
WHERE name = ? AND channel = 'email' AND ? BETWEEN COALESCE(starts, '') AND COALESCE(ends, '9999');
-- name: linked_add  in: 5  out: 0
INSERT INTO linked (escalation_id, opening_id, provider, address, packet)
VALUES (?, ?, ?, ?, ?);
-- name: linked_of_escalation  in: 1  out: 9
SELECT l.escalation_id, l.provider, l.address, l.packet, o.id, o.desk,
    o.ticket, c.desk, c.ticket
FROM linked l JOIN opening o ON o.id = l.opening_id
    JOIN escalation e ON e.id = l.escalation_id
    JOIN `case` c ON c.id = e.case_id
WHERE l.escalation_id = ?;
-- name: linked_of_opening  in: 1  out: 9
SELECT l.escalation_id, l.provider, l.address, l.packet, o.id, o.desk,
    o.ticket, c.desk, c.ticket
FROM linked l JOIN opening o ON o.id = l.opening_id
    JOIN escalation e ON e.id = l.escalation_id
    JOIN `case` c ON c.id = e.case_id
WHERE l.opening_id = ?;
-- name: linked_sent  in: 1  out: 0
UPDATE linked SET packet = NULL WHERE escalation_id = ?;

-- What /metrics tells; each walks an index of what is not done.
-- name: delivery_desks  in: 1  out: 5
SELECT 'delivery', desk, state, COUNT(*), COALESCE(? - MIN(received_at), 0)
FROM delivery WHERE state IN ('new', 'dead') GROUP BY state, desk;
-- name: job_desks  in: 1  out: 5
SELECT 'job', desk, state, COUNT(*), COALESCE(? - MIN(made_at), 0)
FROM job WHERE state IN ('ready', 'claimed', 'dead') GROUP BY state, desk;
-- name: opening_desks  in: 1  out: 5
SELECT 'opening', desk, state, COUNT(*), COALESCE(? - MIN(made_at), 0)
FROM opening WHERE state IN ('ready', 'dead') GROUP BY state, desk;
-- name: worker_count  in: 1  out: 1
SELECT COUNT(*) FROM worker WHERE seen_at > ?;
-- name: sweep_due  in: 0  out: 2
SELECT desk, due_at FROM sweep ORDER BY desk;
-- name: tally_add  in: 5  out: 0
INSERT INTO tally (name, desk, one, other, n) VALUES (?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE n = n + VALUES(n);
-- name: tally_list  in: 0  out: 5
SELECT name, desk, one, other, n FROM tally ORDER BY name, desk, one, other;

-- Partner Center's notifications (store/notice.h, certificate.h, due.h).
-- name: notice_add  in: 10  out: 0  may: seen
INSERT INTO notice (dedupe, event, tenant, subscription, changed_at,
    received_at, is_old, request, note, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);
-- name: notice_state  in: 0  out: 7
SELECT (SELECT MAX(received_at) FROM notice),
    (SELECT MAX(received_at) FROM notice WHERE event = 'test-created'),
    (SELECT COUNT(*) FROM unproven),
    (SELECT COUNT(*) FROM notice WHERE event IS NULL),
    (SELECT MAX(not_after) FROM certificate),
    (SELECT CONCAT(url, ': ', note) FROM certificate WHERE note IS NOT NULL
        ORDER BY GREATEST(judged_at, due_at) DESC LIMIT 1),
    (SELECT COUNT(*) FROM due);
-- name: unproven_add  in: 9  out: 0  may: seen
INSERT INTO unproven (digest, url, is_known, signature, body, request,
    received_at)
SELECT ?, ?, ?, ?, ?, ?, ? FROM DUAL
WHERE (SELECT COUNT(*) FROM unproven WHERE is_known = ?) < ?;
-- name: unproven_urls  in: 0  out: 3
SELECT url, MAX(received_at), COUNT(*) FROM unproven GROUP BY url;
-- name: unproven_list  in: 2  out: 6
SELECT id, signature, body, LENGTH(body), request, received_at FROM unproven
WHERE url = ? ORDER BY received_at LIMIT ?;
-- name: unproven_take  in: 1  out: 0
DELETE FROM unproven WHERE id = ?;
-- name: unproven_expire  in: 1  out: 0
DELETE FROM unproven WHERE received_at < ?;
-- name: certificate_find  in: 1  out: 5
SELECT der, not_after, judged_at, tries, note FROM certificate WHERE url = ?;
-- name: certificate_add  in: 3  out: 0  may: seen
INSERT INTO certificate (url)
SELECT ? FROM DUAL
WHERE (SELECT COUNT(*) FROM certificate
    WHERE url <> ? AND der IS NULL) < ?;
-- name: certificate_claim  in: 3  out: 0
UPDATE certificate SET due_at = ?, tries = tries + 1
WHERE url = ? AND due_at <= ?;
-- name: certificate_save  in: 4  out: 0
UPDATE certificate SET der = ?, not_after = ?, judged_at = ?, due_at = 0,
    tries = 0, note = NULL WHERE url = ?;
-- name: certificate_refuse  in: 3  out: 0
UPDATE certificate SET judged_at = ?, due_at = 0, tries = 0, note = ?
WHERE url = ?;
-- name: certificate_later  in: 3  out: 0
UPDATE certificate SET due_at = ?, note = ? WHERE url = ?;
-- name: certificate_forget  in: 3  out: 0
DELETE FROM certificate
WHERE not_after <= ? AND judged_at < ? AND due_at <= ? AND NOT EXISTS (
    SELECT 1 FROM unproven u WHERE u.url = certificate.url);
-- name: due_poke  in: 5  out: 0
INSERT INTO due (what, tenant, subscription, poked_at, due_at)
VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE
    poked_at = GREATEST(poked_at + 1, VALUES(poked_at));
-- name: due_waiting  in: 3  out: 6
SELECT id, what, tenant, subscription, poked_at, tries FROM due
WHERE due_at <= ? AND (what = 'bought' OR ?) ORDER BY due_at LIMIT ?;
-- name: due_claim  in: 4  out: 0
UPDATE due SET due_at = ?, tries = tries + 1
WHERE id = ? AND poked_at = ? AND due_at <= ?;
-- name: due_done  in: 2  out: 0
DELETE FROM due WHERE id = ? AND poked_at = ?;
-- name: audit_find  in: 0  out: 3
SELECT complete_to, due_at, note FROM audit WHERE name = 'work';
-- name: audit_claim  in: 2  out: 0
UPDATE audit SET due_at = ? WHERE name = 'work' AND due_at <= ?;
-- name: audit_done  in: 2  out: 0
UPDATE audit SET complete_to = ?, note = NULL
WHERE name = 'work' AND complete_to = ?;
-- name: audit_failed  in: 1  out: 0
UPDATE audit SET note = ? WHERE name = 'work';
-- name: images_due  in: 1  out: 2
SELECT COUNT(*), MIN(ended_at) FROM suspension s WHERE ended_at < ?
    AND (before_image <> '' OR after_image <> '') AND (kind = 'restore' OR
    state <> 'done' OR EXISTS (SELECT 1 FROM suspension r
        WHERE r.of_id = s.id AND r.state = 'done'));
-- name: images_go  in: 2  out: 0
UPDATE suspension s SET s.after_image = IF(s.after_image IS NULL, NULL, ''),
    s.before_image = IF(s.before_image IS NULL, NULL, '')
WHERE ended_at < ?
    AND (before_image <> '' OR after_image <> '') AND (kind = 'restore' OR
    state <> 'done' OR EXISTS (SELECT 1 FROM suspension r
        WHERE r.of_id = s.id AND r.state = 'done'))
ORDER BY ended_at LIMIT ?;
-- name: incidents_due  in: 1  out: 2
SELECT COUNT(*), MIN(told_at) FROM incident WHERE told_at < ?;
-- name: incidents_go  in: 2  out: 0
DELETE FROM incident WHERE told_at < ? ORDER BY told_at LIMIT ?;
-- name: notices_due  in: 1  out: 2
SELECT COUNT(*), MIN(received_at) FROM notice WHERE received_at < ?;
-- name: notices_go  in: 2  out: 0
DELETE FROM notice WHERE received_at < ? ORDER BY received_at LIMIT ?;

-- What a desk had before cspdesk hook changed it (store/former.h).
-- name: former_add  in: 5  out: 0  may: seen admin
INSERT INTO hook_former (desk, thing, was, is_data, changed_at)
VALUES (?, ?, ?, ?, ?);
-- name: former_list  in: 1  out: 3  may: admin
SELECT thing, was, is_data FROM hook_former WHERE desk = ? ORDER BY thing;
-- name: former_end  in: 2  out: 0  may: admin
DELETE FROM hook_former WHERE desk = ? AND is_data <= ?;

-- Cases that we share with a provider or a reseller (store/exchange.h).
-- name: exchange_find  in: 2  out: 21
SELECT id, peer, name, ours, case_id, opening_id, reference, answer_by,
    version, reseller_seq, provider_seq, turn, state, state_turn, state_side,
    holder, holder_turn, holder_side, severity, severity_turn, severity_side
FROM exchange_case WHERE peer = ? AND name = ?;
-- name: exchange_of_case  in: 1  out: 21
SELECT id, peer, name, ours, case_id, opening_id, reference, answer_by,
    version, reseller_seq, provider_seq, turn, state, state_turn, state_side,
    holder, holder_turn, holder_side, severity, severity_turn, severity_side
FROM exchange_case WHERE case_id = ? ORDER BY made_at DESC, id DESC LIMIT 1;
-- name: exchange_opened  in: 2  out: 0
UPDATE exchange_case SET case_id = ? WHERE opening_id = ? AND case_id IS NULL;
-- name: exchange_offer  in: 1  out: 1
SELECT body FROM exchange_news
WHERE exchange_id = ? AND seq = 1 AND type = 'offer';
-- name: exchange_add  in: 4  out: 0  may: seen
INSERT INTO exchange_case (peer, name, ours, made_at) VALUES (?, ?, ?, ?);
-- name: exchange_save  in: 18  out: 0
UPDATE exchange_case SET case_id = ?, opening_id = ?, reference = ?,
    answer_by = ?, reseller_seq = ?, provider_seq = ?, turn = ?, state = ?,
    state_turn = ?, state_side = ?, holder = ?, holder_turn = ?,
    holder_side = ?, severity = ?, severity_turn = ?, severity_side = ?,
    version = version + 1
WHERE id = ? AND version = ?;
-- name: exchange_ticket  in: 1  out: 2
SELECT desk, ticket FROM `case` WHERE id = ?;
-- name: exchange_news_add  in: 5  out: 0  may: seen
INSERT INTO exchange_news (exchange_id, seq, type, state, kept_at, body)
VALUES (?, ?, ?, 'waiting', ?, ?);
-- name: exchange_news_list  in: 1  out: 1
SELECT body FROM exchange_news WHERE exchange_id = ? AND state = 'waiting'
ORDER BY seq;
-- name: exchange_news_taken  in: 4  out: 0
UPDATE exchange_news SET state = 'taken', has_won = ?, is_request = ?
WHERE exchange_id = ? AND seq = ?;
-- name: exchange_news_waiting  in: 2  out: 4
SELECT n.exchange_id, n.seq, n.has_won, n.body
FROM exchange_case x JOIN exchange_news n ON n.exchange_id = x.id
WHERE x.case_id = ? AND n.state = 'taken'
UNION ALL SELECT id, 0, 0, CONCAT_WS(' ', dead_type, dead_why)
FROM exchange_case WHERE case_id = ? AND dead_n > 0 ORDER BY 1, 2;
-- name: exchange_dead  in: 3  out: 0
UPDATE exchange_case SET dead_n = dead_n + 1, dead_type = ?, dead_why = ?
WHERE id = ?;
-- name: exchange_dead_told  in: 1  out: 0
UPDATE exchange_case SET dead_n = 0, dead_why = NULL
WHERE id = ? AND dead_n > 0;
-- name: exchange_of_opening  in: 1  out: 2
SELECT peer, name FROM exchange_case WHERE opening_id = ?;
-- name: delivery_bury  in: 2  out: 0
UPDATE delivery SET state = 'dead', note = ? WHERE id = ? AND state = 'new';
-- name: customer_of_tenant  in: 1  out: 1
SELECT name FROM customer WHERE tenant = ?;
-- name: exchange_desks  in: 0  out: 1
SELECT desk FROM delivery WHERE state = 'new' AND desk >= '@' AND desk < 'A'
UNION SELECT desk FROM job
WHERE state = 'ready' AND desk >= '@' AND desk < 'A';
-- name: delivery_body  in: 1  out: 1
SELECT body FROM delivery WHERE id = ?;
-- name: exchange_news_told  in: 2  out: 0
UPDATE exchange_news SET state = 'told',
    body = IF(type = 'offer' OR is_request = 1, body, NULL)
WHERE exchange_id = ? AND seq = ? AND state = 'taken';
-- name: exchange_name  in: 1  out: 2
SELECT peer, name FROM exchange_case WHERE id = ?;
-- name: exchange_requests  in: 1  out: 1
SELECT body FROM exchange_news WHERE exchange_id = ? AND is_request = 1
    AND body IS NOT NULL ORDER BY seq;

-- What customers owe the partner.
-- name: accounting_told  in: 2  out: 0
UPDATE accounting SET told_at = ?, list_day = COALESCE(?, list_day)
WHERE name = 'debts';
-- name: invoice_list  in: 2  out: 10
SELECT id, number, customer, issued, due, currency, minor, paid_minor,
    minor - paid_minor, state
FROM invoice WHERE number > ? ORDER BY number LIMIT ?;
-- name: invoice_add  in: 11  out: 0  may: seen
INSERT INTO invoice (number, customer, customer_id, issued, due, currency,
    minor, paid_minor, state, paid_day, told_at, open_minor)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0);
-- name: invoice_set  in: 12  out: 0  may: seen
UPDATE invoice SET number = ?, customer = ?, customer_id = ?, issued = ?,
    due = ?, currency = ?, minor = ?, paid_minor = ?, state = ?,
    paid_day = COALESCE(?, paid_day), told_at = ? WHERE id = ?;
-- name: invoice_told  in: 3  out: 0
UPDATE invoice SET paid_day = COALESCE(?, paid_day), told_at = ? WHERE id = ?;
-- name: invoice_rest  in: 2  out: 0
UPDATE invoice SET state = 'paid', open_minor = 0, told_at = ?
WHERE state = 'open' AND told_at < ?;
-- name: invoice_weigh  in: 1  out: 0
UPDATE invoice i SET i.open_minor = IF(i.state = 'open', i.minor -
    COALESCE(i.paid_minor, 0) - COALESCE((SELECT SUM(p.minor) FROM payment p
        WHERE p.invoice = i.number AND p.currency = i.currency AND p.day >=
        IF(i.paid_minor IS NULL, '', COALESCE(i.paid_day, ''))), 0), 0)
WHERE i.number = ?;
-- name: invoice_excess  in: 1  out: 4
SELECT number, customer, currency, -open_minor FROM invoice
WHERE open_minor < 0 AND minor > 0 ORDER BY number LIMIT ?;
-- name: invoice_adopt  in: 0  out: 0
UPDATE invoice i JOIN customer c ON c.name = i.customer
SET i.customer_id = c.id WHERE i.customer_id IS NULL;
-- name: payment_adopt  in: 0  out: 0
UPDATE payment p JOIN customer c ON c.name = p.customer
SET p.customer_id = c.id WHERE p.customer_id IS NULL;
-- name: payment_list  in: 2  out: 7
SELECT id, reference, invoice, customer, day, currency, minor
FROM payment WHERE reference > ? ORDER BY reference LIMIT ?;
-- name: payment_add  in: 8  out: 0  may: seen
INSERT INTO payment (reference, invoice, customer, day, currency, minor,
    customer_id, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?);
-- name: payment_set  in: 9  out: 0  may: seen
UPDATE payment SET reference = ?, invoice = ?, customer = ?, day = ?,
    currency = ?, minor = ?, customer_id = ?, told_at = ? WHERE id = ?;
-- name: payment_told  in: 2  out: 0
UPDATE payment SET told_at = ? WHERE id = ?;
-- name: payment_odd  in: 1  out: 4
SELECT p.reference, p.invoice, i.currency, i.customer
FROM payment p LEFT JOIN invoice i ON i.number = p.invoice
WHERE p.told_at = ? AND p.invoice IS NOT NULL AND (i.id IS NULL
    OR i.currency <> p.currency OR i.customer <> p.customer);
-- name: accounting_get  in: 0  out: 2
SELECT told_at, list_day FROM accounting WHERE name = 'debts';
-- name: debt_lines  in: 2  out: 4
SELECT number, currency, due, open_minor FROM invoice
WHERE customer_id = ? AND open_minor <> 0
UNION ALL SELECT NULL, p.currency, NULL, -SUM(p.minor)
FROM payment p WHERE p.customer_id = ? AND p.invoice IS NULL AND p.day >=
    COALESCE((SELECT a.list_day FROM accounting a WHERE a.name = 'debts'), '')
GROUP BY p.currency ORDER BY due IS NULL, due, number;
-- name: debt_of_case  in: 1  out: 20
SELECT d.id, d.customer_id, c.name, d.since, d.ended_at, c.vip,
    c.billing_contact, d.case_id, k.desk, k.ticket, x.name, d.disputed_at,
    h.name, d.held_at, d.held_until, d.hold_why, d.dispute_why, d.resumed,
    d.told,
    EXISTS (SELECT 1 FROM suspension s WHERE s.customer_id = d.customer_id
        AND s.state = 'done' AND s.kind = 'suspend' AND NOT EXISTS (
        SELECT 1 FROM suspension r WHERE r.customer_id = s.customer_id
        AND r.state = 'done' AND r.subscription = s.subscription
        AND r.id > s.id))
FROM debt d JOIN customer c ON c.id = d.customer_id
    LEFT JOIN `case` k ON k.id = d.case_id
    LEFT JOIN agent x ON x.id = d.disputed_by
    LEFT JOIN agent h ON h.id = d.held_by
WHERE d.case_id = ?;
-- name: debt_of_customer  in: 1  out: 20
SELECT d.id, d.customer_id, c.name, d.since, d.ended_at, c.vip,
    c.billing_contact, d.case_id, k.desk, k.ticket, x.name, d.disputed_at,
    h.name, d.held_at, d.held_until, d.hold_why, d.dispute_why, d.resumed,
    d.told,
    EXISTS (SELECT 1 FROM suspension s WHERE s.customer_id = d.customer_id
        AND s.state = 'done' AND s.kind = 'suspend' AND NOT EXISTS (
        SELECT 1 FROM suspension r WHERE r.customer_id = s.customer_id
        AND r.state = 'done' AND r.subscription = s.subscription
        AND r.id > s.id))
FROM debt d JOIN customer c ON c.id = d.customer_id
    LEFT JOIN `case` k ON k.id = d.case_id
    LEFT JOIN agent x ON x.id = d.disputed_by
    LEFT JOIN agent h ON h.id = d.held_by
WHERE d.customer_id = ? AND d.is_open = 1;
-- name: debt_steps  in: 1  out: 3
SELECT step, day, IF(job_id IS NULL, COALESCE(shown_day, day), NULL)
FROM debt_step WHERE debt_id = ? ORDER BY step;
-- name: debt_step_add  in: 3  out: 0  may: seen
INSERT INTO debt_step (debt_id, step, day) VALUES (?, ?, ?);
-- name: debt_step_sent  in: 3  out: 0
UPDATE debt_step SET job_id = ? WHERE debt_id = ? AND step = ?;
-- name: debt_step_shown  in: 2  out: 0
UPDATE debt_step SET job_id = NULL, shown_day = ? WHERE job_id = ?;
-- name: debt_dispute  in: 4  out: 0
UPDATE debt SET disputed_by = ?, disputed_at = ?, dispute_why = ?
WHERE id = ?;
-- name: debt_hold  in: 5  out: 0
UPDATE debt SET held_by = ?, held_at = ?, held_until = ?, hold_why = ?
WHERE id = ?;
-- name: debt_resume  in: 2  out: 0
UPDATE debt SET resumed = ? WHERE id = ?;
-- name: debt_heard  in: 2  out: 0
UPDATE debt SET told = ? WHERE id = ?;
-- name: debt_touch  in: 1  out: 0
UPDATE `case` k JOIN debt d ON d.case_id = k.id SET k.version = k.version + 1
WHERE d.id = ?;
-- name: debt_look  in: 2  out: 0
INSERT INTO timer (case_id, name, due_at)
SELECT d.case_id, 'debt', ? FROM debt d
WHERE d.id = ? AND d.case_id IS NOT NULL
ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), is_told = 0;
-- name: debt_of_opening  in: 1  out: 1
SELECT id FROM debt WHERE opening_id = ?;
-- name: debt_has_case  in: 2  out: 0
UPDATE debt SET case_id = ? WHERE opening_id = ?;

-- name: episode_late  in: 3  out: 1
SELECT DISTINCT i.customer_id FROM invoice i
    LEFT JOIN debt d ON d.customer_id = i.customer_id AND d.is_open = 1
WHERE i.open_minor > 0 AND i.due < ? AND i.customer_id > ? AND d.id IS NULL
ORDER BY i.customer_id LIMIT ?;
-- name: episode_open  in: 2  out: 1
SELECT id FROM debt WHERE is_open = 1 AND id > ? ORDER BY id LIMIT ?;
-- name: episode_who  in: 1  out: 2
SELECT billing_contact, vip FROM customer WHERE id = ?;
-- name: episode_get  in: 1  out: 3
SELECT d.customer_id, d.digest, (SELECT MAX(s.day) FROM debt_step s
    WHERE s.debt_id = d.id) FROM debt d WHERE d.id = ? AND d.is_open = 1;
-- name: episode_begin  in: 4  out: 0  may: seen
INSERT INTO debt (customer_id, since, begun_at, digest) VALUES (?, ?, ?, ?);
-- name: episode_set  in: 4  out: 0
UPDATE debt SET digest = ?, since = ?
WHERE id = ? AND is_open = 1 AND digest = ?;
-- name: episode_end  in: 2  out: 0
UPDATE debt SET is_open = NULL, ended_at = ? WHERE id = ? AND is_open = 1;
-- name: episode_silent  in: 3  out: 4
SELECT d.id, c.name, c.language, c.billing_contact
FROM debt d JOIN customer c ON c.id = d.customer_id
WHERE d.is_open = 1 AND d.opening_id IS NULL AND d.since <= ?
    AND d.disputed_at IS NULL AND (d.held_at IS NULL OR d.held_until < ?)
ORDER BY d.id LIMIT ?;
-- name: episode_ticket  in: 2  out: 0
UPDATE debt SET opening_id = ?
WHERE id = ? AND opening_id IS NULL AND is_open = 1;
-- name: invoices_due  in: 1  out: 2
SELECT COUNT(*), MIN(told_at) FROM invoice
WHERE open_minor = 0 AND told_at < ?;
-- name: invoices_go  in: 2  out: 2
SELECT id, number FROM invoice WHERE open_minor = 0 AND told_at < ?
ORDER BY told_at LIMIT ?;
-- name: invoice_goes  in: 1  out: 0
DELETE FROM invoice WHERE id = ?;
-- name: invoice_goes_paid  in: 1  out: 0
DELETE FROM payment WHERE invoice = ?;
-- name: debts_due  in: 1  out: 2
SELECT COUNT(*), MIN(ended_at) FROM debt WHERE ended_at < ?;
-- name: debts_go  in: 2  out: 0
DELETE FROM debt WHERE ended_at < ? ORDER BY ended_at LIMIT ?;
-- name: doctor_strangers  in: 1  out: 2
SELECT COUNT(*), MIN(customer) FROM invoice
WHERE open_minor > 0 AND due < ? AND customer_id IS NULL;
-- name: doctor_debts  in: 0  out: 3
SELECT COUNT(*), COALESCE(SUM(c.billing_contact IS NULL), 0),
    MIN(IF(c.billing_contact IS NULL, c.name, NULL))
FROM debt d JOIN customer c ON c.id = d.customer_id WHERE d.is_open = 1;
