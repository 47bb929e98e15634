package io.ecompulse.app;

import io.ecompulse.journal.AwaitedJournal;
import io.ecompulse.journal.BreakingJournal;
import io.ecompulse.journal.Durability;
import io.ecompulse.journal.Journal;
import io.ecompulse.journal.JournalConfig;
import io.ecompulse.journal.JournalSetupException;
import io.ecompulse.journal.KafkaJournal;
import io.ecompulse.journal.SpoolingJournal;
import io.ecompulse.journal.spool.DiskSpool;
import io.ecompulse.journal.spool.ObjectSpool;
import io.ecompulse.journal.spool.Spool;
import io.ecompulse.journal.spool.SpoolConfig;
import io.ecompulse.lake.LakeSpoolObjects;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Opens the journal; for an edge with the spool that is configured. Other roles append nothing that could be spooled. */
final class JournalStart {
    private static final int WRITER_BYTES = 6;

    private final Stages.Ground ground;

    JournalStart(Stages.Ground ground) {
        this.ground = ground;
    }

    Future<Journal> open() {
        SpoolConfig spool = ground.config().spool();
        JournalConfig config = ground.config().journal();
        if (!ground.roles().contains(Role.EDGE)) {
            return kafka(config).map(opened -> opened);
        }
        boolean isSpooling = spool.folder() != null || ground.config().spoolInLake();
        return isSpooling
                ? kafkaOrLater(config.forEdge()).compose(kafka -> spooling(breaking(kafka), spool))
                : kafka(config.forEdge()).map(this::breaking);
    }

    private BreakingJournal breaking(Journal kafka) {
        return new BreakingJournal(
                kafka, ground.config().journal(), ground.platform().registry());
    }

    private Future<Journal> spooling(BreakingJournal kafka, SpoolConfig spool) {
        return ground.platform()
                .vertx()
                .executeBlocking(() -> opened(spool), false)
                .map(opened -> spooling(kafka, opened))
                .recover(fault -> kafka.close().transform(closed -> Future.failedFuture(fault)));
    }

    /** A process that only appends need not wait for a Kafka that is away: it may be the one that a crash just replaced. */
    private Future<Journal> kafkaOrLater(JournalConfig config) {
        return kafka(config)
                .<Journal>map(opened -> opened)
                // Kafka away is no reason to take no traffic as long as the spool takes it: "journal" tells both.
                .onSuccess(opened -> ground.health().register("kafka", false, ((KafkaJournal) opened)::problem))
                .recover(fault ->
                        fault instanceof JournalSetupException silence && silence.isSilence() && isAppendingOnly()
                                ? Future.succeededFuture(AwaitedJournal.await(
                                        ground.platform().vertx(), () -> kafka(config), silence, ground.health()))
                                : Future.failedFuture(fault));
    }

    private boolean isAppendingOnly() {
        return !ground.roles().contains(Role.AGGREGATE) && !ground.roles().contains(Role.LAKE);
    }

    private Future<KafkaJournal> kafka(JournalConfig config) {
        return KafkaJournal.open(
                ground.platform().vertx(),
                config,
                ground.platform().registry(),
                ground.surroundings().clock(),
                ground.health());
    }

    /** A spool, and what an append into it is worth. */
    private record Opened(Spool spool, Durability durability) {}

    private Opened opened(SpoolConfig config) throws IOException {
        Path folder = config.folder();
        return folder == null
                ? new Opened(objects(config), Durability.OBJECT)
                : new Opened(disk(folder, config), Durability.SPOOL);
    }

    private Spool disk(Path folder, SpoolConfig config) throws IOException {
        Program.Surroundings surroundings = ground.surroundings();
        String why = "the spool in " + folder + " could not be written for sure; what it acknowledged before is safe";
        return DiskSpool.open(
                folder,
                config.disk(),
                surroundings.clock(),
                () -> surroundings.fatal().accept(why));
    }

    private Spool objects(SpoolConfig config) throws IOException {
        // Of this start alone: two processes under one name would count and drain each other's objects. What an ended
        // one left
        // is adopted by any.
        String writer = ground.config().edge().id().replaceAll("[^A-Za-z0-9-]", "-")
                + HexFormat.of().formatHex(new SecureRandom().generateSeed(WRITER_BYTES));
        return ObjectSpool.open(
                new LakeSpoolObjects(ground.config().lake().openStore()),
                config.objects(),
                writer,
                ground.surroundings().clock());
    }

    private Journal spooling(BreakingJournal kafka, Opened opened) {
        SpoolingJournal.Parts parts = new SpoolingJournal.Parts(
                ground.platform().vertx(),
                ground.config().journal(),
                opened.spool(),
                opened.durability(),
                ground.platform().registry(),
                ground.surroundings().clock());
        return SpoolingJournal.over(kafka, parts, ground.health());
    }
}
