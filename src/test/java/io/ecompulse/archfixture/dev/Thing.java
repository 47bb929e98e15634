package io.ecompulse.archfixture.dev;

/** Breaks the law: knows every package that dev must not know. */
public interface Thing {
    io.ecompulse.archfixture.Main main();

    io.ecompulse.archfixture.client.Thing client();
}
