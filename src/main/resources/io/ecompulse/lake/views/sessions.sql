WITH visits AS (
    SELECT source_id, COALESCE(anonymous_id, user_id) AS visitor_id, user_id, session_id, event_id, event_type, event_name,
        event_ts, page_path, page_referrer, utm_source, utm_medium, utm_campaign,
        LAG(event_ts) OVER (
            PARTITION BY source_id, COALESCE(anonymous_id, user_id), session_id ORDER BY event_ts, event_id) AS before_ts
    FROM {events}
    WHERE event_type IN ('track', 'page', 'screen') AND COALESCE(anonymous_id, user_id) IS NOT NULL
),
parts AS (
    SELECT source_id, visitor_id, user_id, session_id, event_id, event_type, event_name, event_ts, page_path, page_referrer,
        utm_source, utm_medium, utm_campaign,
        SUM(CASE WHEN session_id IS NULL AND (before_ts IS NULL OR event_ts > before_ts + INTERVAL '30 minutes') THEN 1 ELSE 0 END)
            OVER (PARTITION BY source_id, visitor_id, session_id ORDER BY event_ts, event_id ROWS UNBOUNDED PRECEDING) AS part
    FROM visits
),
steps AS (
    SELECT p.source_id, p.visitor_id, p.user_id, p.session_id, p.part, p.event_type, p.event_name, p.event_ts, p.page_path,
        p.page_referrer, p.utm_source, p.utm_medium, p.utm_campaign, o.order_id, o.currency, o.revenue_minor,
        ROW_NUMBER() OVER (
            PARTITION BY p.source_id, p.visitor_id, p.session_id, p.part ORDER BY p.event_ts, p.event_id) AS step
    FROM parts AS p
    LEFT JOIN {orders} AS o ON o.source_id = p.source_id AND o.event_id = p.event_id
)
SELECT
    source_id,
    visitor_id,
    COALESCE(session_id, visitor_id || '#' || CAST(part AS VARCHAR(20))) AS session_key,
    MAX(user_id) AS user_id,
    MIN(event_ts) AS started_at,
    MAX(event_ts) AS ended_at,
    CAST(EXTRACT(EPOCH FROM MAX(event_ts)) AS BIGINT) - CAST(EXTRACT(EPOCH FROM MIN(event_ts)) AS BIGINT) AS seconds,
    COUNT(*) AS events,
    SUM(CASE WHEN event_type IN ('page', 'screen') THEN 1 ELSE 0 END) AS pages,
    SUM(CASE WHEN event_name = 'Product Viewed' THEN 1 ELSE 0 END) AS products_viewed,
    SUM(CASE WHEN event_name = 'Product Added' THEN 1 ELSE 0 END) AS products_added,
    COUNT(order_id) AS orders,
    MAX(currency) AS currency,
    CASE WHEN COUNT(DISTINCT currency) > 1 THEN NULL
        ELSE SUM(CASE WHEN order_id IS NULL THEN 0 ELSE COALESCE(revenue_minor, 0) END) END AS revenue_minor,
    MAX(CASE WHEN step = 1 THEN page_path END) AS entry_page,
    MAX(CASE WHEN step = 1 THEN page_referrer END) AS entry_referrer,
    MAX(CASE WHEN step = 1 THEN utm_source END) AS utm_source,
    MAX(CASE WHEN step = 1 THEN utm_medium END) AS utm_medium,
    MAX(CASE WHEN step = 1 THEN utm_campaign END) AS utm_campaign
FROM steps
GROUP BY source_id, visitor_id, session_id, part
