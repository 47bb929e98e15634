package io.ecompulse.warehouse.standin;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redshift's rules about names. */
public final class Words {
    /** From the documentation's list of reserved words; none may be a column's name without quotes. */
    private static final Set<String> RESERVED =
            Set.copyOf(List.of(("aes128 aes256 all allowoverwrite analyse analyze and any array as"
                            + " asc authorization az64 backup between binary blanksasnull both bytedict bzip2 case cast check collate column"
                            + " connect constraint create credentials cross current_date current_time current_timestamp current_user"
                            + " current_user_id default deferrable deflate defrag delta delta32k desc disable distinct do else"
                            + " emptyasnull enable encode encrypt encryption end except explicit false for foreign freeze from full"
                            + " globaldict256 globaldict64k grant group gzip having identity ignore ilike in initially inner intersect"
                            + " interval into is isnull join language leading left like limit localtime localtimestamp lun luns lzo lzop"
                            + " minus mostly16 mostly32 mostly8 natural new not notnull null nulls off offline offset oid old on only"
                            + " open or order outer overlaps parallel partition percent permissions pivot placing primary raw readratio"
                            + " recover references respect rejectlog resort restore right select session_user similar snapshot some"
                            + " sysdate system table tag tdes text255 text32k then timestamp to top trailing true truncatecolumns union"
                            + " unique unnest unpivot user using verbose wallet when where with without")
                    .split(" ")));

    private static final Pattern COLUMN =
            Pattern.compile("(?:\\( ?|, |ADD COLUMN )(\\w+) (?:VARCHAR|BIGINT|INTEGER|TIMESTAMP|BOOLEAN)");
    private static final String LATE = " WITH NO SCHEMA BINDING";
    private static final Pattern SOURCE = Pattern.compile("(?:FROM|JOIN) (\\w+)(?![\\w.(])", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAMED = Pattern.compile("(?:WITH|,) (\\w+) AS \\(", Pattern.CASE_INSENSITIVE);

    private Words() {}

    /** Whether the word cannot be a name without quotes. */
    public static boolean isReserved(String word) {
        return RESERVED.contains(word.toLowerCase(Locale.ROOT));
    }

    static void refuseReserved(String columns) throws Refusal {
        Matcher column = COLUMN.matcher(columns);
        while (column.find()) {
            if (isReserved(column.group(1))) {
                throw new Refusal("42601", "syntax error at or near \"" + column.group(1) + "\"", "");
            }
        }
    }

    /** A view with late binding names every table with its schema. */
    static String view(String statement) throws Refusal {
        if (!statement.startsWith("CREATE OR REPLACE VIEW")) {
            return statement;
        }
        if (!statement.endsWith(LATE)) {
            throw new Refusal("0A000", "this stand-in makes views with late binding only", "");
        }
        List<String> named =
                NAMED.matcher(statement).results().map(found -> found.group(1)).toList();
        Matcher source = SOURCE.matcher(statement);
        while (source.find()) {
            if (!named.contains(source.group(1))) {
                throw new Refusal(
                        "42P01",
                        "all the relations in a view with no schema binding must be qualified: " + source.group(1),
                        "");
            }
        }
        return statement.substring(0, statement.length() - LATE.length());
    }
}
