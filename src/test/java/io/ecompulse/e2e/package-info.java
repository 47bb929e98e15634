/**
 * The packaged program from outside: as a process of its own, through HTTP, WebSocket, Kafka, Parquet files and SQL. In: a
 * seed. Out: a verdict on the promises that no stage can prove alone. Knows nothing of the program's classes but the demo's
 * shop traffic, from which its events are drawn.
 */
package io.ecompulse.e2e;
