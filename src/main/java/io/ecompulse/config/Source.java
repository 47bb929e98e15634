package io.ecompulse.config;

import java.util.List;

/**
 * One shop, site or app that may send.
 *
 * @param id lower-case letters, digits, '-' and '_'; stands in keys, tables and file names
 * @param writeKeys any of them lets a client send; public by nature
 * @param readTokens any of them lets a person or program read this source's numbers
 * @param spool whether an event counts as accepted when it stands in the spool and not yet in Kafka
 */
public record Source(
        String id,
        String name,
        boolean enabled,
        List<String> writeKeys,
        List<String> readTokens,
        IpPolicy ip,
        boolean spool) {}
