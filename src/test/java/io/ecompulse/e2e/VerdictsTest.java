package io.ecompulse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictsTest {
    private static final Item A = new Item("a", "{}", null);
    private static final Item BROKEN = new Item("b", "{}", "unknown_type");

    @Test
    void readsWhatBecameOfEachPlaceOfABatch() {
        JsonObject answer = new JsonObject("""
                {"accepted":1,"duplicates":1,"rejected":1,"durability":"journal","results":[
                  {"index":1,"id":"b","outcome":"rejected","reason":"unknown_type"},
                  {"index":2,"id":"a","outcome":"duplicate"}]}""");

        Verdicts verdicts = Verdicts.of(answer, List.of(A, BROKEN, A));

        assertThat(verdicts).isEqualTo(new Verdicts(List.of(A), List.of(A), List.of(BROKEN), "journal"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'accepted':2,'duplicates':0,'rejected':0,'durability':'memory','results':[]}",
                "{'accepted':1,'duplicates':0,'rejected':0,'durability':'journal','results':[]}",
                "{'accepted':1,'duplicates':0,'rejected':1,'durability':'journal','results':[]}",
                "{'accepted':1,'duplicates':0,'rejected':1,'durability':'journal',"
                        + "'results':[{'index':1,'id':'b','outcome':'rejected','reason':'malformed'}]}",
                "{'accepted':1,'duplicates':1,'rejected':0,'durability':'journal',"
                        + "'results':[{'index':0,'id':'b','outcome':'duplicate'}]}"
            })
    void findsAnAnswerThatDoesNotAddUp(String answer) {
        JsonObject json = new JsonObject(answer.replace('\'', '"'));

        assertThatThrownBy(() -> Verdicts.of(json, List.of(A, BROKEN))).isInstanceOf(AssertionError.class);
    }
}
