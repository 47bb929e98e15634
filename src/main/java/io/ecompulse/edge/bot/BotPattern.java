package io.ecompulse.edge.bot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One alternative of a listed pattern: a word that stands in every text it matches, and the whole expression where the word
 * alone does not decide. So most texts are told apart by words, and hardly one meets an expression.
 *
 * @param word at least {@link WordIndex#LETTERS_MIN} characters
 * @param whole null when the word is all there is
 */
record BotPattern(String word, @Nullable Pattern whole) {

    /** The alternatives of an expression. */
    static List<BotPattern> of(String expression) {
        List<BotPattern> alternatives = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                depth--;
            } else if (c == '|' && depth == 0) {
                alternatives.add(alternative(expression.substring(from, i)));
                from = i + 1;
            }
        }
        alternatives.add(alternative(expression.substring(from)));
        return alternatives;
    }

    private static BotPattern alternative(String expression) {
        Runs runs = new Runs();
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            boolean escape = c == '\\' && i + 1 < expression.length();
            if (escape && !Character.isLetterOrDigit(expression.charAt(i + 1))) {
                runs.plain(expression.charAt(++i));
            } else if (escape) {
                runs.end();
                i++;
            } else if (c == '[' || c == '(') {
                runs.end();
                i = afterGroup(expression, i) - 1;
            } else if (c == '?' || c == '*' || c == '{') {
                runs.endWithoutLast(); // What stands before may be missing.
                i = c == '{' ? Math.max(i, expression.indexOf('}', i)) : i;
            } else if ("^$.+".indexOf(c) >= 0) {
                runs.end();
            } else {
                runs.plain(c);
            }
        }
        String word = runs.longest();
        boolean folds = expression.contains("(?");
        if (folds || word.length() < WordIndex.LETTERS_MIN) {
            throw new IllegalArgumentException("no word stands in every match of " + expression);
        }
        return new BotPattern(word, runs.isOnlyOne() ? null : Pattern.compile(expression));
    }

    private static int afterGroup(String expression, int open) {
        int depth = 0;
        for (int i = open; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(' || c == '[') {
                depth++;
            } else if ((c == ')' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return expression.length();
    }

    /** The stretches of plain characters in an expression. */
    private static final class Runs {
        private final StringBuilder run = new StringBuilder();
        private String longest = "";
        private boolean broken;

        void plain(char c) {
            run.append(c);
        }

        void end() {
            broken = true;
            close();
        }

        void endWithoutLast() {
            run.setLength(Math.max(0, run.length() - 1));
            end();
        }

        String longest() {
            close();
            return longest;
        }

        boolean isOnlyOne() {
            return !broken;
        }

        private void close() {
            if (run.length() > longest.length()) {
                longest = run.toString();
            }
            run.setLength(0);
        }
    }
}
