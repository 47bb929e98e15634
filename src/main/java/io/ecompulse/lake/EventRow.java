package io.ecompulse.lake;

import io.ecompulse.event.CanonicalName;
import io.ecompulse.event.Commerce;
import io.ecompulse.event.Event;
import io.ecompulse.event.EventType;
import io.ecompulse.event.JsonFields;
import io.ecompulse.event.JsonFields.Name;
import io.ecompulse.event.JsonValue;
import io.ecompulse.event.MalformedJson;
import io.ecompulse.event.Money;
import io.ecompulse.event.Utf8;
import io.ecompulse.journal.JournalRecord;
import io.ecompulse.journal.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One event on its way to a row: the views into it that columns ask for, each opened once. */
final class EventRow extends Row {
    private static final Name PAGE = new Name("page");
    private static final Name CAMPAIGN = new Name("campaign");
    private static final Name LIBRARY = new Name("library");
    private static final Name CATEGORY = new Name("category");
    private static final Name REVENUE = new Name("revenue");
    private static final Name TOTAL = new Name("total");
    private static final Name VALUE = new Name("value");

    private static final Name APP = new Name("app");

    private final Event event;
    private final JournalRecord record;
    private final byte[] topic;
    private final int partition;
    private final @Nullable JsonFields properties;
    private final @Nullable JsonFields context;
    private final @Nullable JsonFields page;
    private final @Nullable JsonFields campaign;
    private final @Nullable JsonFields library;
    private final @Nullable Commerce commerce;
    private final Product product;
    private final @Nullable JsonFields app;
    private @Nullable Memos memos;
    private @Nullable Visit visit;

    private EventRow(Event event, JournalRecord record, byte[] topic, int partition) {
        this.event = event;
        this.record = record;
        this.topic = topic;
        this.partition = partition;
        this.properties = event.properties();
        this.context = event.context();
        this.page = context == null ? null : context.object(PAGE);
        this.campaign = context == null ? null : context.object(CAMPAIGN);
        this.library = context == null ? null : context.object(LIBRARY);
        this.app = context == null ? null : context.object(APP);
        this.commerce = properties == null ? null : new Commerce(properties);
        this.product = Product.of(properties, commerce);
    }

    /** The row of a record; null when its value is no envelope of ours in sound UTF-8, which no COPY would take (I8). */
    static @Nullable EventRow read(JournalRecord record, byte[] topic, int partition) {
        if (!Utf8.isValid(record.value(), 0, record.value().length)) {
            return null;
        }
        try {
            return new EventRow(Event.read(record.value()), record, topic, partition);
        } catch (MalformedJson unreadable) {
            return null; // The caller counts it.
        }
    }

    Event event() {
        return event;
    }

    byte[] topic() {
        return topic;
    }

    long partition() {
        return partition;
    }

    long offset() {
        return record.offset();
    }

    /** Whether the client gave this event an id that an event of other content had taken. */
    boolean isConflict() {
        return record.sighting() == Sighting.CONFLICT;
    }

    /**
     * The client's id, and for a conflict the fingerprint behind it: whoever loads rows takes equal ids for one event. The
     * same event gets the same id wherever it is read.
     */
    byte[] id() {
        byte[] id = clientId();
        if (!isConflict()) {
            return id;
        }
        byte[] suffix = ("~" + HexFormat.of().toHexDigits(record.fingerprint())).getBytes(StandardCharsets.UTF_8);
        byte[] own = Arrays.copyOf(id, id.length + suffix.length);
        System.arraycopy(suffix, 0, own, id.length, suffix.length);
        return own;
    }

    /** The id that was taken; null for an event that has its own. */
    byte @Nullable [] conflictOf() {
        return isConflict() ? clientId() : null;
    }

    /** messageId; else the record's header; else its place in the journal, so that a row always has an identity. */
    private byte[] clientId() {
        JsonValue id = event.fields().present(Event.MESSAGE_ID);
        byte[] utf8 = id == null ? null : id.utf8();
        if (utf8 != null && utf8.length > 0) {
            return utf8;
        }
        byte[] header = record.id();
        return header.length > 0 && Utf8.isValid(header, 0, header.length)
                ? header
                : (partition + "-" + record.offset()).getBytes(StandardCharsets.UTF_8);
    }

    @Nullable
    JsonValue field(Name name) {
        return event.fields().present(name);
    }

    @Nullable
    JsonValue property(Name name) {
        return in(properties, name);
    }

    /** A property under its name, or under another that the field uses for the same. */
    @Nullable
    JsonValue property(Name name, Name other) {
        JsonValue value = property(name);
        return value == null ? property(other) : value;
    }

    @Nullable
    JsonValue context(Name name) {
        return in(context, name);
    }

    /** From {@code context.page}; a page call may say it in its properties instead. */
    @Nullable
    JsonValue page(Name name) {
        JsonValue value = in(page, name);
        return value == null && event.type() == EventType.PAGE ? property(name) : value;
    }

    @Nullable
    JsonValue campaign(Name name) {
        return in(campaign, name);
    }

    @Nullable
    JsonValue library(Name name) {
        return in(library, name);
    }

    @Nullable
    JsonValue userAgent() {
        return event.agent(context);
    }

    /** Of the product; a list of products has one too. */
    @Nullable
    JsonValue category() {
        JsonValue own = product.category();
        return own == null ? property(CATEGORY) : own;
    }

    @Nullable
    JsonValue app(Name name) {
        return in(app, name);
    }

    /** Has it look up what many events share. */
    EventRow with(Memos shared) {
        memos = shared;
        return this;
    }

    Visit visit() {
        Visit opened = visit;
        if (opened == null) {
            opened = new Visit(this, memos == null ? new Memos(1) : memos);
            visit = opened;
        }
        return opened;
    }

    Product product() {
        return product;
    }

    byte @Nullable [] currency() {
        String currency = commerce == null ? Money.NO_CURRENCY : commerce.currency();
        return currency.equals(Money.NO_CURRENCY) ? null : currency.getBytes(StandardCharsets.UTF_8);
    }

    @Nullable
    JsonValue orderId() {
        return commerce == null ? null : commerce.orderId();
    }

    /** For an order and a refund the same amount that the live totals count. */
    @Nullable
    Long revenueMinor() {
        if (commerce == null) {
            return null;
        }
        return switch (event.name()) {
            case CanonicalName.ORDER_COMPLETED -> minor(commerce.revenue(), saysAmount());
            case CanonicalName.ORDER_REFUNDED -> minor(commerce.refund(), saysAmount());
            default -> amount(REVENUE);
        };
    }

    private boolean saysAmount() {
        return property(REVENUE) != null || property(TOTAL) != null || property(VALUE) != null;
    }

    @Nullable
    Long amount(Name name) {
        return commerce == null ? null : minor(commerce.amount(name), property(name) != null);
    }

    @Nullable
    Commerce commerce() {
        return commerce;
    }

    /** @param said whether the client said anything there */
    static @Nullable Long minor(@Nullable Money money, boolean said) {
        if (money == null) {
            return said ? (Long) NO_NUMBER : null;
        }
        return money.minor();
    }

    private static @Nullable JsonValue in(@Nullable JsonFields fields, Name name) {
        return fields == null ? null : fields.present(name);
    }
}
