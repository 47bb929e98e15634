SELECT
    CAST(started_at AS DATE) AS day,
    source_id,
    COALESCE(utm_source, '(none)') AS utm_source,
    COALESCE(utm_medium, '(none)') AS utm_medium,
    COALESCE(utm_campaign, '(none)') AS utm_campaign,
    currency,
    COUNT(*) AS sessions,
    COUNT(DISTINCT visitor_id) AS visitors,
    SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS sessions_with_order,
    SUM(orders) AS orders,
    SUM(revenue_minor) AS revenue_minor
FROM {sessions}
GROUP BY CAST(started_at AS DATE), source_id, COALESCE(utm_source, '(none)'), COALESCE(utm_medium, '(none)'),
    COALESCE(utm_campaign, '(none)'), currency
