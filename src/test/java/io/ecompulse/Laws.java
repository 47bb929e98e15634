package io.ecompulse;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vertx.core.Deployable;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The laws of DESIGN §12 over the packages below {@code root}, so that each can also be shown to bite on a fixture. */
record Laws(String root) {
    /** What each package may know besides itself. One line of the picture in DESIGN §12 each. */
    static final Map<String, Set<String>> FLOORS = Map.ofEntries(
            floor("event"),
            floor("config"),
            floor("telemetry"),
            floor("tls", "config", "telemetry"),
            floor("client"),
            floor("journal", "event", "config", "telemetry"),
            floor("edge", "event", "config", "telemetry", "tls", "journal"),
            floor("aggregate", "event", "config", "telemetry", "journal"),
            floor("insight", "event", "config", "telemetry", "journal", "aggregate"),
            floor("lake", "event", "config", "telemetry", "journal"),
            floor("warehouse", "event", "config", "telemetry", "journal", "lake"),
            floor("app", "event config telemetry tls journal edge aggregate insight lake warehouse".split(" ")),
            floor("dev", "event config telemetry tls journal edge aggregate insight lake warehouse app".split(" ")));

    /** One foreign library and the packages that may touch it. */
    record Door(String library, Set<String> packages) {}

    static final List<Door> DOORS = List.of(
            new Door("org.apache.kafka..", Set.of("journal", "dev")),
            new Door("io.vertx.kafka..", Set.of("journal", "dev")),
            new Door("kafka..", Set.of("dev")),
            new Door("io.vertx.redis..", Set.of("aggregate")),
            new Door("redis.embedded..", Set.of("dev")),
            new Door("org.apache.parquet..", Set.of("lake")),
            new Door("org.apache.hadoop..", Set.of("lake")),
            new Door("software.amazon..", Set.of("lake")),
            new Door("com.maxmind..", Set.of("edge")),
            new Door("java.sql..", Set.of("warehouse")),
            new Door("javax.sql..", Set.of("warehouse")),
            new Door("org.duckdb..", Set.of("warehouse")),
            new Door("io.vertx.ext.web..", Set.of("edge", "app")));

    /** Types through which a program asks the machine instead of its caller, with the methods that do it. */
    private static final Map<String, Set<String>> MACHINE = Map.of(
            "java.lang.System",
                    Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty", "getProperties", "setProperty"),
            "java.lang.Thread", Set.of("sleep"),
            "java.util.concurrent.TimeUnit", Set.of("sleep"),
            "java.time.InstantSource", Set.of("system"),
            "java.time.Clock",
                    Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes"));

    ArchRule knowsOnly(String floor) {
        Set<String> allowed = FLOORS.getOrDefault(floor, Set.of());
        DescribedPredicate<JavaClass> above = describe("of a floor it must not know", (JavaClass seen) -> {
            String name = floorOf(seen);
            return name != null && !name.equals(floor) && !allowed.contains(name);
        });
        return noClasses()
                .that()
                .resideInAPackage(root + "." + floor + "..")
                .should()
                .dependOnClassesThat(above)
                .allowEmptyShould(true)
                .as(floor + " knows only " + allowed);
    }

    /** Every class stands in Main's own package or on a floor of the plan. */
    ArchRule plan() {
        return classes()
                .that(describe("are ours", (JavaClass ours) -> floorOf(ours) != null))
                .should(be("on a floor of DESIGN §12", ours -> FLOORS.containsKey(floorOf(ours)) || isRoot(ours)))
                .allowEmptyShould(true);
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .as("no packages in a circle");
    }

    ArchRule door(Door door) {
        return noClasses()
                .that(areOutside(door.packages()))
                .should()
                .dependOnClassesThat(resideInAnyPackage(door.library()))
                .allowEmptyShould(true)
                .as(door.library() + " is touched by " + door.packages() + " only");
    }

    /** The client side of Vert.x HTTP is no server: dev sends traffic with it. */
    ArchRule httpServerDoor() {
        DescribedPredicate<JavaClass> server = describe(
                "a class of the HTTP server",
                (JavaClass seen) -> seen.getPackageName().equals("io.vertx.core.http")
                        && (seen.getSimpleName().startsWith("HttpServer")
                                || seen.getSimpleName().startsWith("ServerWebSocket")));
        return noClasses()
                .that(areOutside(Set.of("edge", "app")))
                .should()
                .dependOnClassesThat(server)
                .allowEmptyShould(true)
                .as("HTTP is served by edge and app only");
    }

    ArchRule seesOnlyTheJdkAndJson(String floor) {
        return classes()
                .that()
                .resideInAPackage(root + "." + floor + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "com.fasterxml.jackson.core..", "org.jspecify..", root + "." + floor + "..")
                .allowEmptyShould(true);
    }

    /** No clock, no sleep, no environment; calls and method references alike. */
    ArchRule noMachine() {
        return classes()
                .that(areOutside(Set.of("app")))
                .should(new ArchCondition<>("ask neither clock nor environment, and never sleep") {
                    @Override
                    public void check(JavaClass ours, ConditionEvents events) {
                        for (JavaAccess<?> access : ours.getAccessesFromSelf()) {
                            if (asksTheMachine(access)) {
                                events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                            }
                        }
                    }
                })
                .allowEmptyShould(true);
    }

    ArchRule verticles() {
        return classes()
                .that(assignableTo(Deployable.class))
                .should()
                .beAssignableTo(VerticleBase.class)
                .allowEmptyShould(true);
    }

    ArchRule names() {
        return noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?")
                .allowEmptyShould(true);
    }

    ArchRule nullMarked() {
        return classes()
                .should(be(
                        "in a package whose package-info.java says @NullMarked",
                        ours -> ours.getPackage().isAnnotatedWith(NullMarked.class)))
                .allowEmptyShould(true);
    }

    ArchRule noStaticState() {
        return fields().that().areStatic().should().beFinal().allowEmptyShould(true);
    }

    /** Java files below {@code folder} with more than {@code linesMax} lines, and their number of lines. */
    static Map<Path, Integer> longFiles(Path folder, int linesMax) throws IOException {
        Map<Path, Integer> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(file).size();
                if (lines > linesMax) {
                    found.put(file, lines);
                }
            }
        }
        return found;
    }

    private static Map.Entry<String, Set<String>> floor(String name, String... known) {
        return Map.entry(name, Set.of(known));
    }

    private static boolean asksTheMachine(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        boolean now = owner.startsWith("java.time.")
                && name.equals("now")
                && !access.getTarget().getFullName().endsWith("(java.time.Clock)");
        boolean newDate = access.getTarget().getFullName().equals("java.util.Date.<init>()");
        return now || newDate || MACHINE.getOrDefault(owner, Set.of()).contains(name);
    }

    private DescribedPredicate<JavaClass> areOutside(Set<String> floors) {
        return describe("are outside " + floors, (JavaClass ours) -> {
            String floor = floorOf(ours);
            return floor != null && !floors.contains(floor) && !isRoot(ours);
        });
    }

    private boolean isRoot(JavaClass ours) {
        return ours.getPackageName().equals(root);
    }

    /** The first package name below the root, the class's own name for one in the root, or null for a foreign class. */
    private String floorOf(JavaClass seen) {
        if (isRoot(seen)) {
            return seen.getSimpleName();
        }
        String name = seen.getPackageName();
        if (!name.startsWith(root + ".")) {
            return null;
        }
        String below = name.substring(root.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private static ArchCondition<JavaClass> be(String what, Predicate<JavaClass> right) {
        return new ArchCondition<>("be " + what) {
            @Override
            public void check(JavaClass ours, ConditionEvents events) {
                events.add(new SimpleConditionEvent(ours, right.test(ours), ours.getName() + " is not " + what));
            }
        };
    }
}
