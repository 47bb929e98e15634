package io.ecompulse.warehouse.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** COPY of Parquet by manifest: by position, one bad value fails it all, lengths must be there and right. */
final class ManifestCopy {
    private static final Pattern COPY = Pattern.compile(
            "COPY (\\w+) \\(([\\w, ]+)\\) FROM 's3://([^']+)' IAM_ROLE (?:'([^']*)'|(DEFAULT)) FORMAT AS PARQUET((?:"
                    + " MANIFEST| FILLRECORD| ACCEPTINVCHARS| STATUPDATE (?:ON|OFF))*)");

    private final RedshiftStandIn cluster;
    private final Connection connection;
    private final int process;

    ManifestCopy(RedshiftStandIn cluster, Connection connection, int process) {
        this.cluster = cluster;
        this.connection = connection;
        this.process = process;
    }

    Statements.Answer run(String statement) throws SQLException, Refusal {
        Matcher copy = COPY.matcher(statement);
        if (!copy.matches() || !copy.group(6).contains(" MANIFEST")) {
            throw new Refusal("0A000", "COPY of PARQUET does not support this: " + statement, "");
        }
        if (!RedshiftStandIn.ROLE.equals(copy.group(4))) {
            throw new Refusal("User arn:aws:redshift is not authorized to assume IAM Role " + copy.group(4));
        }
        List<String> columns = List.of(copy.group(2).split(", "));
        try {
            JsonNode manifest = new ObjectMapper().readTree(manifest(copy.group(3)));
            for (JsonNode entry : manifest.path("entries")) {
                load(copy.group(1), columns, entry);
            }
        } catch (IOException fault) {
            throw new Refusal("S3 cannot be read: " + fault);
        }
        return Statements.Answer.tag("COPY");
    }

    private byte[] manifest(String address) throws IOException, Refusal {
        return cluster.lake()
                .read(path("s3://" + address))
                .orElseThrow(() -> new Refusal("Manifest file is not found: " + address));
    }

    private String path(String url) throws Refusal {
        String root = cluster.lake().location("") + "/";
        if (!url.startsWith(root)) {
            throw new Refusal("The specified bucket does not exist: " + url);
        }
        return url.substring(root.length());
    }

    private void load(String table, List<String> columns, JsonNode entry) throws SQLException, IOException, Refusal {
        String url = entry.path("url").asText();
        if (!entry.at("/meta/content_length").isIntegralNumber()) {
            throw new Refusal("File entry does not have 'meta' key. code 15003 spectrum_manifest.cpp");
        }
        Path local = cluster.scratch().resolve("copied-" + process + ".parquet");
        try {
            cluster.lake().fetch(path(url), local);
        } catch (NoSuchFileException missing) {
            if (entry.path("mandatory").asBoolean(false)) {
                throw bad(url, "", "The specified S3 file does not exist, and is mandatory");
            }
            return;
        }
        try {
            if (Files.size(local) != entry.at("/meta/content_length").asLong()) {
                throw bad(url, "", "Spectrum Scan Error: content_length does not match the file's. code 15003");
            }
            String file = "'" + local + "'";
            refuseOtherTypes(table, columns, url, file);
            execute("CREATE OR REPLACE TEMP TABLE copied AS FROM " + table + " LIMIT 0");
            execute("COPY copied (" + String.join(", ", columns) + ") FROM " + file + " (FORMAT parquet)");
            refuseLongText(table, columns, url);
            execute("INSERT INTO " + table + " FROM copied");
        } catch (SQLException fault) {
            throw bad(url, "", "Spectrum Scan Error: " + fault.getMessage());
        } finally {
            Files.deleteIfExists(local);
        }
    }

    /** The file's columns must be as many, and of the same types in the same places; their names are not looked at. */
    private void refuseOtherTypes(String table, List<String> columns, String url, String file)
            throws SQLException, Refusal {
        List<String> found = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("DESCRIBE FROM read_parquet(" + file + ")")) {
            while (rows.next()) {
                found.add(rows.getString(2).replace(" WITH TIME ZONE", ""));
            }
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("DESCRIBE " + table)) {
            while (rows.next()) {
                wanted.put(rows.getString(1), rows.getString(2));
            }
        }
        if (found.size() != columns.size()) {
            throw bad(
                    url,
                    "",
                    "Unmatched number of columns between table and file. Table columns: " + columns.size()
                            + ", Data columns: " + found.size());
        }
        for (int i = 0; i < found.size(); i++) {
            String type = String.valueOf(wanted.get(columns.get(i)));
            if (!found.get(i).equals(type)) {
                throw bad(
                        url,
                        columns.get(i),
                        "Spectrum Scan Error. code 15007: incompatible Parquet schema, " + found.get(i) + " for "
                                + type);
            }
        }
    }

    private void refuseLongText(String table, List<String> columns, String url) throws SQLException, Refusal {
        Map<String, Integer> widths = cluster.widths(table);
        for (String column : columns) {
            Integer width = widths.get(column);
            if (width == null) {
                continue;
            }
            try (Statement sql = connection.createStatement();
                    ResultSet rows = sql.executeQuery(
                            "SELECT count(*) FROM copied WHERE octet_length(encode(" + column + ")) > " + width)) {
                rows.next();
                if (rows.getLong(1) > 0) {
                    throw bad(
                            url,
                            column,
                            "The length of the data column " + column
                                    + " is longer than the length defined in the table");
                }
            }
        }
    }

    /** The cluster remembers what was wrong, whatever becomes of the transaction. */
    private Refusal bad(String url, String column, String message) throws SQLException {
        try (Connection own = cluster.duplicate();
                PreparedStatement sql =
                        own.prepareStatement("INSERT INTO main.load_errors VALUES (?, now()::TIMESTAMP, ?, ?, ?)")) {
            sql.setInt(1, process);
            sql.setString(2, url);
            sql.setString(3, column);
            sql.setString(4, message);
            sql.execute();
        }
        return new Refusal("Load into table failed. Check 'sys_load_error_detail' system table for details.");
    }

    private void execute(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
