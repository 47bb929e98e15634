package io.ecompulse;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGTERM and Ctrl-C: the first begins an orderly exit, one more ends the process where it stands; what was acknowledged is
 * durable either way. Without this, the JVM does not hear a second one.
 *
 * <p>Through reflection, as the JDK's only class for it, {@code sun.misc.Signal} of the module {@code jdk.unsupported}, makes
 * the compiler warn. Where it is missing, the JVM's own way remains: the first exits in order, later ones are ignored.
 */
final class StopSignals {
    private StopSignals() {}

    /**
     * @param again called, on a thread of the JVM's, for every signal but the first
     */
    static void heed(Runnable again) {
        AtomicInteger heard = new AtomicInteger();
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!"handle".equals(method.getName())) {
                return method.invoke(heard, arguments); // equals, hashCode, toString
            }
            if (heard.incrementAndGet() == 1) {
                // Its hooks run on other threads; this one has to be free for the next signal.
                new Thread(() -> System.exit(0), "exit").start();
            } else {
                again.run();
            }
            return null;
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {type}, handler);
            for (String name : new String[] {"TERM", "INT"}) {
                Object unused = signal.getMethod("handle", signal, type)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException missing) {
            System.err.println("ecompulse: a second signal will not end a drain at once: " + missing);
        }
    }
}
