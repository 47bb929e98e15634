package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ecompulse.e2e.Schedule.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final long SEED = 7;

    @Test
    void theSameSeedGivesTheSameFaultsInTheSameOrder() {
        Schedule schedule = Schedule.endless(SEED, Set.of());
        Schedule again = Schedule.endless(SEED, Set.of());

        assertThat(first(50, schedule)).isEqualTo(first(50, again));
        assertThat(schedule.random().nextLong()).isEqualTo(again.random().nextLong());
        assertThat(Schedule.brief(SEED).steps())
                .isNotEqualTo(Schedule.brief(SEED + 1).steps());
    }

    @Test
    void aBriefOneKillsEveryRoleAndLeavesPeaceAfterEachFault() {
        List<Step> steps = Schedule.brief(SEED).steps();

        Set<String> killed = new TreeSet<>();
        steps.forEach(step -> killed.addAll(step.fault().roles()));
        assertThat(killed).containsExactlyInAnyOrderElementsOf(Fleet.ROLES);
        assertThat(steps).allMatch(Step::isHealed).doesNotHaveDuplicates();
    }

    @Test
    void aLongOneHasEveryKindBeforeAnyComesTwiceAndLetsSomeOverlap() {
        List<Step> steps = first(3 * Fault.values().length, Schedule.endless(SEED, Set.of()));

        assertThat(EnumSet.copyOf(steps.subList(0, steps.size() / 3).stream()
                        .map(Step::fault)
                        .toList()))
                .isEqualTo(EnumSet.allOf(Fault.class));
        assertThat(steps).anyMatch(step -> !step.isHealed()).anyMatch(Step::isHealed);
    }

    @Test
    void whatCannotBeDoneIsLeftOut() {
        Schedule onAFolder = Schedule.endless(SEED, Fault.OF_S3);

        assertThat(first(100, onAFolder)).noneMatch(step -> Fault.OF_S3.contains(step.fault()));
    }

    private static List<Step> first(int count, Schedule schedule) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(schedule.next());
        }
        return steps;
    }
}
