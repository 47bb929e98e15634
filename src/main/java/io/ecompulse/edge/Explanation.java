package io.ecompulse.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ecompulse.config.PrivacyPolicy.Consent;
import io.ecompulse.config.Source;
import io.ecompulse.edge.Admission.Decision;
import io.ecompulse.edge.AnswerJson.Members;
import io.ecompulse.edge.protocol.Batch;
import io.ecompulse.edge.protocol.Opened;
import io.ecompulse.edge.protocol.Refusal;
import io.ecompulse.event.SuppressReason;
import io.ecompulse.journal.JournalEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was decided about one request, in the order in which it was; and what would be stored. Belongs to one caller. */
public final class Explanation {
    private final EdgeState edge;
    private final DescribedRequest request;
    private final List<Members> steps = new ArrayList<>();
    private final List<JournalEntry> stored = new ArrayList<>();
    private @Nullable Members answer;
    private @Nullable Source source;
    private @Nullable Sender sender;
    private int events;
    private Map<Integer, Answer.Result> results = Map.of();

    /** Writes more about an event that would be stored: the members of an object. */
    @FunctionalInterface
    public interface More {
        void write(JsonGenerator json, JournalEntry entry) throws IOException;
    }

    Explanation(EdgeState edge, DescribedRequest request) {
        this.edge = edge;
        this.request = request;
    }

    /** Whether events are taken there. */
    boolean tellRoute(@Nullable Route route) {
        boolean isOfEvents = route instanceof Route.Events;
        boolean isItsMethod = route != null && route.method().name().equals(request.method());
        step("route", json -> {
            json.writeStringField("path", request.path());
            if (route instanceof Route.Events sent) {
                json.writeStringField("language", sent.dialect().name().toLowerCase(Locale.ROOT));
            }
            if (sentType(route) != null) {
                json.writeStringField("type", sentType(route));
            }
            if (route == null) {
                json.writeStringField("detail", "nothing is at this path");
            } else if (!isItsMethod) {
                json.writeStringField("detail", "this path answers " + route.method());
            } else if (!isOfEvents) {
                json.writeStringField("detail", "no events come by this path as a request");
            }
        });
        return isOfEvents && isItsMethod;
    }

    private static @Nullable String sentType(@Nullable Route route) {
        return route instanceof Route.Events sent && sent.type() != null
                ? sent.type().tag()
                : null;
    }

    void tellBody(Body body) {
        step("body", json -> {
            json.writeNumberField("bytes", request.body().length);
            if (body instanceof Body.Whole whole) {
                json.writeNumberField("inflatedBytes", whole.bytes().length);
            } else {
                refusal(json, ((Body.Refused) body).refusal());
            }
        });
    }

    EventPath.Watch watch(RequestHead head) {
        return new EventPath.Watch() {
            @Override
            public void entered(Sender from, @Nullable String key, Decision decision) {
                sender = from;
                tellAddress(from, head);
                tellKey(key, decision);
            }

            @Override
            public void opened(Opened opened) {
                tellOpened(opened);
            }

            @Override
            public void spent(Decision decision) {
                tellRate(decision);
                tellPrivacy();
            }

            @Override
            public void visitor(@Nullable CookieOffer cookie) {
                tellVisitor(cookie);
            }
        };
    }

    private void tellAddress(Sender from, RequestHead head) {
        TrustedProxies proxies = edge.config().proxies();
        String header = proxies.header().headerName();
        step("address", json -> {
            text(json, "peer", head.peer());
            json.writeStringField("header", header);
            json.writeArrayFieldStart("hops");
            for (String hop : proxies.header().hops(head.lines(header))) {
                json.writeString(hop);
            }
            json.writeEndArray();
            text(json, "client", from.address());
        });
    }

    private void tellKey(@Nullable String key, Decision decision) {
        source = decision instanceof Decision.Admitted admitted ? admitted.source() : null;
        step("key", json -> {
            json.writeBooleanField("sent", key != null);
            if (decision instanceof Decision.Admitted admitted) {
                json.writeStringField("source", admitted.source().id());
            } else {
                refusal(json, ((Decision.Refused) decision).refusal());
            }
            text(json, "origin", sender == null ? null : sender.origin());
        });
    }

    private void tellOpened(Opened opened) {
        events = opened instanceof Batch batch ? batch.size() : 0;
        step("read", json -> {
            json.writeNumberField("events", events);
            if (opened instanceof Refusal refusal) {
                refusal(json, refusal);
            }
        });
    }

    private void tellRate(Decision decision) {
        step("rate", json -> {
            json.writeBooleanField("limited", decision.allowance() != null);
            if (decision.allowance() != null) {
                json.writeNumberField("limit", decision.allowance().limit());
            }
            if (decision instanceof Decision.Refused refused) {
                refusal(json, refused.refusal());
            }
        });
    }

    private void tellPrivacy() {
        if (source == null || sender == null) {
            return;
        }
        Intake.Origin origin = new Intake.Origin(source, sender, "");
        Signals signals = sender.signals();
        SuppressReason dropped = origin.dropped();
        Consent consent = source.privacy().consent();
        step("privacy", json -> {
            json.writeBooleanField("gpc", signals.gpc());
            json.writeBooleanField("dnt", signals.dnt());
            json.writeBooleanField("anonymous", signals.anonymous());
            json.writeStringField("ip", origin.ip().name().toLowerCase(Locale.ROOT));
            json.writeStringField(
                    "treatment",
                    origin.screen(edge.services().subjects().get()).asked().tag());
            text(json, "suppressed", dropped == null ? null : dropped.tag());
            json.writeArrayFieldStart("consentTo");
            for (String category : consent.categories()) {
                json.writeString(category);
            }
            json.writeEndArray();
        });
    }

    private void tellVisitor(@Nullable CookieOffer cookie) {
        step("visitor", json -> {
            json.writeBooleanField("given", cookie != null);
            if (cookie != null) {
                json.writeStringField("cookie", cookie.name());
                text(json, "carried", cookie.visitor());
                json.writeBooleanField("secure", cookie.secure());
            }
        });
    }

    Explanation tellAnswer(Answer given, Dialect dialect, RequestHead head, List<JournalEntry> journal) {
        stored.addAll(journal);
        if (given instanceof Answer.Taken taken) {
            results = new HashMap<>();
            taken.results().forEach(result -> results.put(result.index(), result));
            answer = json -> {
                text(json, "setCookie", taken.cookie());
                answer(json, 200, AnswerJson.of(taken, dialect));
            };
        } else {
            Answer.Refused refused = (Answer.Refused) given;
            int status = dialect.status(refused.reason(), head.header("User-Agent"));
            answer = json -> answer(json, status, AnswerJson.of(refused));
        }
        return this;
    }

    private static void answer(JsonGenerator json, int status, byte[] body) throws IOException {
        json.writeNumberField("status", status);
        json.writeFieldName("body");
        json.writeRawValue(new String(body, StandardCharsets.UTF_8));
    }

    /** All of it as JSON. */
    public String toJson(More more) {
        byte[] json = AnswerJson.object(out -> {
            out.writeArrayFieldStart("steps");
            for (Members step : steps) {
                out.writeStartObject();
                step.write(out);
                out.writeEndObject();
            }
            out.writeEndArray();
            if (answer != null) {
                out.writeObjectFieldStart("answer");
                answer.write(out);
                out.writeEndObject();
                writeEvents(out, more);
            }
        });
        return new String(json, StandardCharsets.UTF_8);
    }

    private void writeEvents(JsonGenerator json, More more) throws IOException {
        int next = 0;
        json.writeArrayFieldStart("events");
        for (int index = 0; index < events && stored.size() + results.size() == events; index++) {
            Answer.Result result = results.get(index);
            json.writeStartObject();
            if (result == null) {
                JournalEntry entry = stored.get(next++);
                json.writeNumberField("index", index);
                json.writeStringField("outcome", "accepted");
                json.writeStringField("key", new String(entry.key(), StandardCharsets.UTF_8));
                more.write(json, entry);
                json.writeFieldName("record");
                json.writeRawValue(new String(entry.value(), StandardCharsets.UTF_8));
            } else {
                AnswerJson.members(json, result);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void step(String name, Members members) {
        steps.add(json -> {
            json.writeStringField("step", name);
            members.write(json);
        });
    }

    private static void refusal(JsonGenerator json, Refusal refusal) throws IOException {
        json.writeStringField("refused", refusal.reason().tag());
        json.writeStringField("detail", refusal.detail());
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
