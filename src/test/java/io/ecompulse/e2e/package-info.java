/**
 * The packaged program from outside: as a process of its own, through HTTP, WebSocket, Kafka, Parquet files and SQL. In: a
 * seed. Out: a verdict on the promises that no stage can prove alone, with everything whole ({@code ExactAccountingIT}) and
 * while processes, broker and Redis fail ({@code CrashIT}, {@code FaultScheduleIT}, {@code DrainIT}). Knows nothing of the
 * program's classes but the demo's shop traffic, from which its events are drawn, and the broker that {@code dev} embeds.
 */
package io.ecompulse.e2e;
