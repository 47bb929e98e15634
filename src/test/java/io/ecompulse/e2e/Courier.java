package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.e2e.Door.Packing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Delivers shipments to a server that must take every one of them, and keeps the answers. */
final class Courier {
    private final Door door = new Door();
    private final Vertx vertx;
    private final int port;
    private final Ledger ledger;

    Courier(Vertx vertx, int port, Ledger ledger) {
        this.vertx = vertx;
        this.port = port;
        this.ledger = ledger;
    }

    /** Delivers them in their order, each after the answer to the one before; returns how many the edge knew already. */
    int deliver(List<Shipment> shipments) throws Exception {
        int duplicates = 0;
        Stream stream = null;
        for (Shipment shipment : shipments) {
            if (shipment.way() == Shipment.Way.STREAM && stream == null) {
                stream = Stream.open(vertx, port);
            }
            Verdicts verdicts = Verdicts.of(answer(shipment, stream), shipment.items());
            assertThat(verdicts.rejected())
                    .containsExactlyElementsOf(shipment.items().stream()
                            .filter(item -> !item.isSound())
                            .toList());
            ledger.settle(verdicts);
            duplicates += verdicts.duplicates().size();
        }
        if (stream != null) {
            stream.close();
        }
        return duplicates;
    }

    private JsonObject answer(Shipment shipment, Stream stream) throws Exception {
        List<Item> items = shipment.items();
        if (shipment.way() == Shipment.Way.STREAM) {
            JsonObject frame = stream.batch(items);
            assertThat(frame.getString("type")).as(frame.encode()).isEqualTo("ack");
            return frame;
        }
        Door.Reply reply = switch (shipment.way()) {
            case SINGLE -> door.single(port, items.get(0), Packing.PLAIN);
            case BATCH_GZIP_BY_HEADER -> door.batch(port, items, Packing.GZIP_BY_HEADER);
            case BATCH_GZIP_BY_MAGIC_BYTES -> door.batch(port, items, Packing.GZIP_BY_MAGIC_BYTES);
            default -> door.batch(port, items, Packing.PLAIN);
        };
        assertThat(reply.status()).as(reply.body().encode()).isEqualTo(200);
        assertThat(reply.body().encode()).startsWith("{\"success\":true");
        return reply.body();
    }
}
