package io.ecompulse.event;

import static io.ecompulse.event.JsonSamples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonElementsTest {
    @Test
    void handsOverEveryElementInOrder() throws MalformedJson {
        assertThat(elements("[ 1 ,\"a,]\", {\"b\":[2]},[[]] , null\n]"))
                .containsExactly("1", "\"a,]\"", "{\"b\":[2]}", "[[]]", "null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[ \n ]"})
    void anEmptyArrayHasNone(String json) throws MalformedJson {
        assertThat(elements(json)).isEmpty();
    }

    @Test
    void aBrokenItemIsToldApartFromItsSiblings() throws MalformedJson {
        assertThat(elements("[{\"a\":1},{\"b\":},nonsense,{\"c\":2}]"))
                .containsExactly("{\"a\":1}", "{\"b\":}", "nonsense", "{\"c\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "]", "{}", "1", "\"[]\"", "[1", "1]"})
    void refusesWhatIsNoArray(String json) {
        assertThatThrownBy(() -> new JsonElements(view(json))).isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,]", "[,1]", "[1 2]", "[1,,2]", "[\"a]", "[{]", "[}]", "[1:2 3]"})
    void refusesElementsThatDoNotAddUp(String json) {
        assertThatThrownBy(() -> elements(json)).isInstanceOf(MalformedJson.class);
    }

    private static List<String> elements(String json) throws MalformedJson {
        List<String> found = new ArrayList<>();
        JsonElements elements = new JsonElements(view(json));
        for (JsonValue item = elements.next(); item != null; item = elements.next()) {
            found.add(new String(item.raw(), StandardCharsets.UTF_8));
        }
        return found;
    }
}
