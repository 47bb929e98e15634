package io.ecompulse.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | {}",
                "a=1&b=2 | {a=1, b=2}",
                "b=2&a=1&b=3 | {b=3, a=1}",
                "a=&b | {a=, b=}",
                "=1&&a=b=c | {a=b=c}",
                "a%5Bb%5d=%C3%BC+x%2B | {a[b]=ü x+}",
                "a=%zz&b=%4&c=% | {a=%zz, b=%4, c=%}",
                "a=%FF | {a=\uFFFD}"
            })
    void readsFieldsInTheirOrder(String query, String expected) {
        assertThat(QueryText.fields(query).toString()).isEqualTo(expected);
    }

    @Test
    void looksAtNoMoreFieldsThanARequestLineCouldHold() {
        String fields = IntStream.rangeClosed(1, QueryText.FIELDS_MAX + 1)
                .mapToObj(i -> "f" + i + "=")
                .collect(Collectors.joining("&"));

        assertThat(QueryText.fields(fields)).hasSize(QueryText.FIELDS_MAX).containsKey("f" + QueryText.FIELDS_MAX);
    }

    @ParameterizedTest
    @CsvSource({"a=1&data=x%20y&data=z, x y", "data, ''", "data=, ''", "dat=1, ", "'', ", "d%61ta=x, x"})
    void findsOneFieldAmongAnyNumber(String query, @Nullable String value) {
        assertThat(QueryText.field(query.getBytes(StandardCharsets.UTF_8), "data"))
                .isEqualTo(value);
    }
}
