package io.ecompulse.archfixture.stray;

/** Breaks the law: touches every foreign library from a package that may touch none. */
interface Doors {
    interface Kafka {
        org.apache.kafka.clients.producer.ProducerRecord<?, ?> uses();
    }

    interface VertxKafka {
        io.vertx.kafka.client.consumer.KafkaConsumer<?, ?> uses();
    }

    interface KafkaBroker {
        kafka.server.KafkaConfig uses();
    }

    interface Redis {
        io.vertx.redis.client.Redis uses();
    }

    interface EmbeddedRedis {
        redis.embedded.RedisServer uses();
    }

    interface Parquet {
        org.apache.parquet.hadoop.ParquetWriter<?> uses();
    }

    interface Hadoop {
        org.apache.hadoop.conf.Configuration uses();
    }

    interface Jdbc {
        java.sql.Connection uses();
    }

    interface JdbcPool {
        javax.sql.DataSource uses();
    }

    interface DuckDb {
        org.duckdb.DuckDBConnection uses();
    }

    interface Web {
        io.vertx.ext.web.Router uses();
    }

    interface HttpServer {
        io.vertx.core.http.HttpServerRequest uses();
    }

    interface WebSocketServer {
        io.vertx.core.http.ServerWebSocket uses();
    }
}
