WITH months AS (
    SELECT DISTINCT source_id, customer_id, CAST(DATE_TRUNC('month', ordered_at) AS DATE) AS month
    FROM {orders}
    WHERE customer_id IS NOT NULL
),
firsts AS (
    SELECT source_id, customer_id, MIN(month) AS cohort
    FROM months
    GROUP BY source_id, customer_id
),
sizes AS (
    SELECT source_id, cohort, COUNT(*) AS customers
    FROM firsts
    GROUP BY source_id, cohort
)
SELECT
    f.source_id,
    f.cohort,
    s.customers AS cohort_customers,
    CAST((EXTRACT(YEAR FROM m.month) - EXTRACT(YEAR FROM f.cohort)) * 12 + EXTRACT(MONTH FROM m.month)
        - EXTRACT(MONTH FROM f.cohort) AS BIGINT) AS months_later,
    COUNT(*) AS customers
FROM firsts AS f
JOIN months AS m ON m.source_id = f.source_id AND m.customer_id = f.customer_id
JOIN sizes AS s ON s.source_id = f.source_id AND s.cohort = f.cohort
GROUP BY f.source_id, f.cohort, s.customers, m.month
