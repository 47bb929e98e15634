package io.ecompulse.archfixture.stray;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Breaks the law: every method asks the machine instead of its caller. */
final class Machine {
    long wallClock() {
        return System.currentTimeMillis();
    }

    LongSupplier nanosByReference() {
        return System::nanoTime;
    }

    Instant instantNow() {
        return Instant.now();
    }

    Clock systemClock() {
        return Clock.systemUTC();
    }

    InstantSource systemSource() {
        return InstantSource.system();
    }

    LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    LocalDateTime todayAtNow() {
        return LocalDateTime.now(ZoneOffset.UTC);
    }

    @SuppressWarnings("JavaUtilDate") // The law must catch it.
    Date date() {
        return new Date();
    }

    void threadSleep() throws InterruptedException {
        Thread.sleep(1);
    }

    void unitSleep() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    String environment() {
        return System.getenv("HOME");
    }

    String property() {
        return System.getProperty("user.dir");
    }

    /** Allowed: the caller hands the clock over. */
    Instant injected(InstantSource clock, Clock zoned) {
        return LocalDate.now(zoned).isLeapYear() ? clock.instant() : Instant.now(zoned);
    }
}
