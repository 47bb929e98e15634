package io.ecompulse.edge;

import io.ecompulse.edge.address.Countries;
import io.ecompulse.edge.bot.BotCheck;
import io.ecompulse.edge.protocol.Protocol;
import io.ecompulse.edge.protocol.SegmentProtocol;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What all event loops of one edge share. */
record EdgeState(
        EdgeConfig config,
        EdgeServices services,
        EdgeMeters meters,
        ByteBudget budget,
        Admission admission,
        Intake intake,
        BotCheck bots,
        @Nullable Countries countries,
        SegmentProtocol segment,
        Map<Dialect, Protocol> protocols,
        AtomicInteger connections,
        StreamSeats seats,
        AtomicBoolean draining) {

    Protocol protocol(Dialect dialect) {
        return Objects.requireNonNull(protocols.get(dialect), "every dialect has its protocol");
    }

    static EdgeState of(EdgeConfig config, EdgeServices services, BotCheck bots, @Nullable Countries countries) {
        StreamSeats seats = new StreamSeats(config.stream().guards().streamsMax());
        ByteBudget budget = new ByteBudget(config.inflightBytesMax());
        AtomicInteger connections = new AtomicInteger();
        EdgeMeters meters = new EdgeMeters(services.registry(), budget::used, connections::get, seats::taken);
        return new EdgeState(
                config,
                services,
                meters,
                budget,
                new Admission(services.sources(), config.rate(), new RateLimiter(services.nanos()), meters),
                new Intake(config, services, meters, bots, countries),
                bots,
                countries,
                new SegmentProtocol(config.events()),
                protocols(config),
                connections,
                seats,
                new AtomicBoolean());
    }

    private static Map<Dialect, Protocol> protocols(EdgeConfig config) {
        Map<Dialect, Protocol> protocols = new EnumMap<>(Dialect.class);
        for (Dialect dialect : Dialect.values()) {
            protocols.put(dialect, dialect.protocol(config.events()));
        }
        return protocols;
    }
}
