package io.ecompulse.archfixture.journal;

/** Breaks the law: knows every package that journal must not know. */
public interface Thing {
    io.ecompulse.archfixture.edge.Thing edge();

    io.ecompulse.archfixture.aggregate.Thing aggregate();

    io.ecompulse.archfixture.lake.Thing lake();

    io.ecompulse.archfixture.insight.Thing insight();

    io.ecompulse.archfixture.warehouse.Thing warehouse();

    io.ecompulse.archfixture.app.Thing app();

    io.ecompulse.archfixture.dev.Thing dev();

    io.ecompulse.archfixture.Main main();

    io.ecompulse.archfixture.client.Thing client();

    io.ecompulse.archfixture.tls.Thing tls();
}
