package io.ecompulse.archfixture.warehouse;

/** Breaks the law: knows every package that warehouse must not know. */
public interface Thing {
    io.ecompulse.archfixture.edge.Thing edge();

    io.ecompulse.archfixture.aggregate.Thing aggregate();

    io.ecompulse.archfixture.insight.Thing insight();

    io.ecompulse.archfixture.app.Thing app();

    io.ecompulse.archfixture.dev.Thing dev();

    io.ecompulse.archfixture.Main main();

    io.ecompulse.archfixture.client.Thing client();

    io.ecompulse.archfixture.tls.Thing tls();
}
