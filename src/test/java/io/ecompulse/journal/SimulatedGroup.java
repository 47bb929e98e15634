package io.ecompulse.journal;

import io.ecompulse.simulation.SimulatedLog;
import io.ecompulse.simulation.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A consumer group's coordinator: who is a member, who should have which partition, who has it, and what was committed. */
public final class SimulatedGroup {
    private final World world;
    private final SimulatedLog log;
    private final boolean eager;
    private final Durable durable;
    private final List<SimulatedConsumer> members = new ArrayList<>();
    private final Set<SimulatedConsumer> joined = new HashSet<>();
    private final Map<Integer, SimulatedConsumer> targets = new HashMap<>();
    private final Map<Integer, SimulatedConsumer> owners = new HashMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();

    /** Whether a position was durable in the stage's store at some time. */
    @FunctionalInterface
    public interface Durable {
        boolean was(int partition, long end);
    }

    /** @param eager all give up everything before anything moves; else only what moves is given up */
    public SimulatedGroup(World world, SimulatedLog log, boolean eager, Durable durable) {
        this.world = world;
        this.log = log;
        this.eager = eager;
        this.durable = durable;
    }

    SimulatedLog log() {
        return log;
    }

    /** Partitions move about, as when somebody joins or leaves. */
    public void rebalance() {
        joined.clear();
        targets.clear();
        for (int partition = 0; partition < log.partitions() && !members.isEmpty(); partition++) {
            targets.put(partition, members.get(world.below(members.size())));
        }
    }

    /** The member is thought dead. It may well go on, and hears of it at its next poll. */
    public void expireOne() {
        if (!members.isEmpty()) {
            SimulatedConsumer gone = members.get(world.below(members.size()));
            world.trace(() -> gone + " is thought dead");
            leave(gone);
        }
    }

    void join(SimulatedConsumer member) {
        members.add(member);
        rebalance();
    }

    void leave(SimulatedConsumer member) {
        if (members.remove(member)) {
            owners.values().removeIf(owner -> owner == member);
            rebalance();
        }
    }

    boolean isMember(SimulatedConsumer asking) {
        return members.contains(asking);
    }

    /** What the member has to give up first. */
    List<Integer> surplus(SimulatedConsumer member, Set<Integer> owned) {
        if (eager) {
            return joined.contains(member) ? List.of() : List.copyOf(new ArrayList<>(owned));
        }
        List<Integer> surplus = new ArrayList<>();
        for (int partition : owned) {
            if (targets.get(partition) != member) {
                surplus.add(partition);
            }
        }
        return surplus;
    }

    void gaveUp(SimulatedConsumer member, List<Integer> partitions) {
        partitions.forEach(partition -> owners.remove(partition, member));
    }

    /** What the member gets now. */
    List<Integer> gains(SimulatedConsumer member) {
        joined.add(member);
        List<Integer> gains = new ArrayList<>();
        if (eager && joined.size() < members.size()) {
            return gains;
        }
        targets.forEach((partition, target) -> {
            if (target == member && !owners.containsKey(partition)) {
                owners.put(partition, member);
                gains.add(partition);
            }
        });
        return gains;
    }

    /** False when the member has no say any more. */
    boolean commit(SimulatedConsumer member, int partition, long offset) {
        if (owners.get(partition) != member) {
            return false;
        }
        if (!durable.was(partition, offset)) {
            world.violated("I3: " + partition + " was committed up to " + offset + ", which was never durable");
        }
        committed.put(partition, offset);
        return true;
    }

    long committed(int partition) {
        return committed.getOrDefault(partition, 0L);
    }
}
