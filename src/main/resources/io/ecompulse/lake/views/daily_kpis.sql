WITH numbers AS (
    SELECT CAST(event_ts AS DATE) AS day, source_id, CAST(NULL AS VARCHAR(3)) AS currency, COUNT(*) AS events,
        SUM(CASE WHEN event_type IN ('page', 'screen') THEN 1 ELSE 0 END) AS pages,
        COUNT(DISTINCT COALESCE(anonymous_id, user_id)) AS visitors, 0 AS sessions, 0 AS orders, 0 AS units,
        0 AS revenue_minor, 0 AS discount_minor
    FROM {events}
    GROUP BY CAST(event_ts AS DATE), source_id
    UNION ALL
    SELECT CAST(started_at AS DATE), source_id, NULL, 0, 0, 0, COUNT(*), 0, 0, 0, 0
    FROM {sessions}
    GROUP BY CAST(started_at AS DATE), source_id
    UNION ALL
    SELECT CAST(ordered_at AS DATE), source_id, currency, 0, 0, 0, 0, COUNT(*), SUM(units), SUM(COALESCE(revenue_minor, 0)),
        SUM(COALESCE(discount_minor, 0))
    FROM {orders}
    GROUP BY CAST(ordered_at AS DATE), source_id, currency
)
SELECT
    day,
    source_id,
    currency,
    SUM(events) AS events,
    SUM(pages) AS pages,
    SUM(visitors) AS visitors,
    SUM(sessions) AS sessions,
    SUM(orders) AS orders,
    SUM(units) AS units,
    SUM(revenue_minor) AS revenue_minor,
    SUM(discount_minor) AS discount_minor
FROM numbers
GROUP BY day, source_id, currency
