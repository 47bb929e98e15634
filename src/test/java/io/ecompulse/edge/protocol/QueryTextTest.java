package io.ecompulse.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

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
}
