WITH steps AS (
    SELECT CAST(event_ts AS DATE) AS day, source_id, COALESCE(product_id, sku) AS product, product_name, currency,
        CASE WHEN event_name = 'Product Viewed' THEN 1 ELSE 0 END AS views,
        CASE WHEN event_name = 'Product Added' THEN 1 ELSE 0 END AS adds, 0 AS orders, 0 AS units, 0 AS revenue_minor
    FROM {events}
    WHERE event_name IN ('Product Viewed', 'Product Added') AND COALESCE(product_id, sku) IS NOT NULL
    UNION ALL
    SELECT CAST(o.ordered_at AS DATE), i.source_id, COALESCE(i.product_id, i.sku), i.product_name,
        COALESCE(i.currency, o.currency), 0, 0, 1, COALESCE(i.quantity, 1), COALESCE(i.revenue_minor, 0)
    FROM {order_items} AS i
    JOIN {orders} AS o ON o.source_id = i.source_id AND o.event_id = i.event_id
    WHERE COALESCE(i.product_id, i.sku) IS NOT NULL
)
SELECT
    day,
    source_id,
    product,
    currency,
    MAX(product_name) AS product_name,
    SUM(views) AS views,
    SUM(adds) AS adds,
    SUM(orders) AS order_lines,
    SUM(units) AS units,
    SUM(revenue_minor) AS revenue_minor
FROM steps
GROUP BY day, source_id, product, currency
