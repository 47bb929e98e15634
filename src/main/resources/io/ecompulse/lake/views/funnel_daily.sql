SELECT
    CAST(event_ts AS DATE) AS day,
    source_id,
    COUNT(DISTINCT CASE WHEN event_name = 'Product Viewed' THEN COALESCE(anonymous_id, user_id) END) AS product_viewed,
    COUNT(DISTINCT CASE WHEN event_name = 'Product Added' THEN COALESCE(anonymous_id, user_id) END) AS product_added,
    COUNT(DISTINCT CASE WHEN event_name = 'Checkout Started' THEN COALESCE(anonymous_id, user_id) END) AS checkout_started,
    COUNT(DISTINCT CASE WHEN event_name = 'Order Completed' THEN COALESCE(anonymous_id, user_id) END) AS order_completed
FROM {events}
WHERE event_name IN ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
GROUP BY CAST(event_ts AS DATE), source_id
