package io.ecompulse.archfixture.app;

/** Breaks the law: knows every package that app must not know. */
public interface Thing {
    io.ecompulse.archfixture.dev.Thing dev();

    io.ecompulse.archfixture.Main main();

    io.ecompulse.archfixture.client.Thing client();
}
