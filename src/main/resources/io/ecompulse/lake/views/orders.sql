SELECT
    o.source_id,
    o.order_id,
    o.event_id,
    o.event_ts AS ordered_at,
    COALESCE(o.anonymous_id, o.user_id) AS visitor_id,
    COALESCE(o.user_id, o.anonymous_id) AS customer_id,
    o.currency,
    o.revenue_minor,
    o.total_minor,
    o.tax_minor,
    o.shipping_minor,
    o.discount_minor,
    o.coupon,
    COALESCE(i.lines, 0) AS lines,
    COALESCE(i.units, 0) AS units,
    COALESCE(r.refunds, 0) AS refunds,
    COALESCE(r.refunded_minor, 0) AS refunded_minor,
    CASE WHEN c.order_id IS NULL THEN 0 ELSE 1 END AS cancelled
FROM (
    SELECT source_id, order_id, event_id, event_ts, anonymous_id, user_id, currency, revenue_minor, total_minor, tax_minor,
        shipping_minor, discount_minor, coupon,
        ROW_NUMBER() OVER (PARTITION BY source_id, order_id ORDER BY received_ts, event_id) AS nth
    FROM {events}
    WHERE event_name = 'Order Completed' AND order_id IS NOT NULL
) AS o
LEFT JOIN (
    SELECT source_id, event_id, COUNT(*) AS lines, SUM(COALESCE(quantity, 1)) AS units
    FROM {order_items}
    GROUP BY source_id, event_id
) AS i ON i.source_id = o.source_id AND i.event_id = o.event_id
LEFT JOIN (
    SELECT source_id, order_id, currency, COUNT(*) AS refunds, SUM(COALESCE(revenue_minor, 0)) AS refunded_minor
    FROM {events}
    WHERE event_name = 'Order Refunded' AND order_id IS NOT NULL
    GROUP BY source_id, order_id, currency
) AS r ON r.source_id = o.source_id AND r.order_id = o.order_id AND COALESCE(r.currency, '') = COALESCE(o.currency, '')
LEFT JOIN (
    SELECT DISTINCT source_id, order_id
    FROM {events}
    WHERE event_name = 'Order Cancelled' AND order_id IS NOT NULL
) AS c ON c.source_id = o.source_id AND c.order_id = o.order_id
WHERE o.nth = 1
