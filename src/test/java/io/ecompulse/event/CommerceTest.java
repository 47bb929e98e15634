package io.ecompulse.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommerceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'order_id':'o1','transaction_id':'t1','orderId':'c1' | o1",
                "'transaction_id':'t1','orderId':'c1' | t1",
                "'orderId':'c1' | c1",
                "'order_id':17 | 17",
                "'order_id':null,'orderId':'c1' | c1",
                "'order_id':'','orderId':'c1' | c1",
                "'order_id':{},'orderId':'c1' | c1"
            })
    void anOrderIsToldByTheFirstIdThatSaysSomething(String properties, String id) {
        JsonValue orderId = commerce(properties).orderId();

        assertThat(orderId).isNotNull();
        assertThat(orderId.text()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'order_id':''", "'order_id':null", "'order_id':[1]", "'order_id':true"})
    void anOrderWithoutAnIdHasNoneToBeCountedUnder(String properties) {
        assertThat(commerce(properties).orderId()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'revenue':1,'total':2,'value':3 | 100 | 200",
                "'total':2,'value':3 | 200 | 200",
                "'revenue':1,'value':3 | 100 | 100",
                "'value':'3.50' | 350 | 350",
                "'revenue':'','total':'abc','value':3 | 300 | 300",
                "'revenue':0,'total':2 | 0 | 200"
            })
    void revenueAndRefundAreTheFirstReadableAmount(String properties, long revenue, long refund) {
        Commerce commerce = commerce("'currency':'eur'," + properties);

        assertThat(commerce.revenue()).isEqualTo(new Money("EUR", revenue));
        assertThat(commerce.refund()).isEqualTo(new Money("EUR", refund));
    }

    @Test
    void withoutAnAmountThereIsNone() {
        Commerce commerce = commerce("'currency':'EUR'");

        assertThat(commerce.revenue()).isNull();
        assertThat(commerce.refund()).isNull();
        assertThat(commerce.amount(new JsonFields.Name("tax"))).isNull();
    }

    @Test
    void anAmountIsInTheCurrencyOfTheEvent() {
        Commerce yen = commerce("'currency':'JPY','tax':120,'shipping':'80'");

        assertThat(yen.currency()).isEqualTo("JPY");
        assertThat(yen.amount(new JsonFields.Name("tax"))).isEqualTo(new Money("JPY", 120));
        assertThat(yen.amount(new JsonFields.Name("shipping"))).isEqualTo(new Money("JPY", 80));
        assertThat(commerce("'tax':1").amount(new JsonFields.Name("tax"))).isEqualTo(new Money(Money.NO_CURRENCY, 100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'products':[] | 0",
                "'x':1 | 0",
                "'products':{'quantity':5} | 0",
                "'products':[{'quantity':2},{'quantity':'3'},{}] | 6",
                "'products':[{'quantity':'many'},{'quantity':null}] | 2",
                "'products':[{'quantity':-4},{'quantity':0}] | 0",
                "'products':[{'quantity':1000000}] | 1000000",
                "'products':[{'quantity':1000001}] | 1000000",
                "'products':[{'quantity':1e40}] | 1000000",
                "'products':[{'quantity':2.9}] | 2",
                "'items':[{'quantity':7}] | 7",
                "'products':null,'items':[{'quantity':7}] | 7",
                "'products':'none','items':[{'quantity':7}] | 7",
                "'products':[{'quantity':2},,] | 2",
            })
    void unitsAreCountedOverAllLines(String properties, long units) {
        assertThat(commerce(properties).units()).isEqualTo(units);
    }

    private static Commerce commerce(String properties) {
        return new Commerce(JsonSamples.fields('{' + properties.replace('\'', '"') + '}'));
    }
}
