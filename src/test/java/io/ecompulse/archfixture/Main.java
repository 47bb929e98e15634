package io.ecompulse.archfixture;

/** Stands for the class that nobody may know. It may ask the machine itself. */
public final class Main {
    public long start() {
        return System.nanoTime();
    }
}
