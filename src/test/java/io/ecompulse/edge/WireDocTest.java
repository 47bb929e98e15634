package io.ecompulse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs every example of docs/wire.md: a page that promises something else than the server does is worse than none. */
class WireDocTest {
    private static final Path PAGE = Path.of("docs/wire.md");
    private static final Pattern FENCED = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);

    private record Block(String kind, String text) {}

    @Test
    void everyRequestIsAnsweredAsWritten() throws IOException {
        List<Block> blocks = blocks();
        int checked = 0;
        try (TestEdge edge = TestEdge.start()) {
            for (int i = 0; i < blocks.size(); i++) {
                if (blocks.get(i).kind().equals("http")) {
                    String asked = blocks.get(i).text();
                    HttpResponse<String> answer = edge.send(request(edge, asked));
                    assertAnswered(answer, blocks.get(i + 1), asked);
                    assertHeaders(answer, i + 2 < blocks.size() ? blocks.get(i + 2) : blocks.get(i));
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(19);
    }

    private static void assertAnswered(HttpResponse<String> answer, Block expected, String asked) {
        if (expected.kind().equals("gif")) {
            assertThat(answer.headers().firstValue("content-type")).as(asked).contains("image/gif");
            assertThat(answer.statusCode())
                    .as(asked)
                    .isEqualTo(Integer.parseInt(expected.text().strip()));
        } else {
            assertThat(expected.kind()).as(asked).isEqualTo("json");
            assertMatches(new JsonObject(answer.body()), new JsonObject(expected.text()), asked);
        }
    }

    /** Answers of which the page shows headers as well. */
    private static void assertHeaders(HttpResponse<String> answer, Block expected) {
        for (String line :
                expected.kind().equals("headers") ? expected.text().lines().toList() : List.<String>of()) {
            String[] header = line.split(": ", 2);
            assertThat(answer.headers().allValues(header[0])).containsExactly(header[1]);
        }
    }

    @Test
    void everyStreamRunsAsWritten() throws IOException {
        int checked = 0;
        try (TestEdge edge = TestEdge.start()) {
            for (Block block : blocks()) {
                if (block.kind().equals("stream")) {
                    stream(StreamClient.connect(edge), block.text());
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(2);
    }

    private static void stream(StreamClient client, String text) {
        for (String line : text.lines().toList()) {
            if (line.startsWith("> ")) {
                client.say(line.substring(2));
            } else if (line.startsWith("< ")) {
                assertMatches(client.nextJson(), new JsonObject(line.substring(2)), line);
            } else {
                assertThat(client.next()).isEqualTo(line.replace("close ", "closed "));
            }
        }
    }

    private static HttpRequest request(TestEdge edge, String text) {
        String[] headAndBody = text.split("\n\n", 2);
        String[] head = headAndBody[0].strip().split("\n", -1);
        String[] line = head[0].split(" ", -1);
        HttpRequest.Builder request = edge.request(line[1]);
        for (int i = 1; i < head.length; i++) {
            String[] header = head[i].split(": ", 2);
            request.header(header[0], header[1]);
        }
        return request.method(
                        line[0],
                        headAndBody.length == 1
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(headAndBody[1].strip()))
                .build();
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = FENCED.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /** Equal, but for what the page leaves open. */
    private static void assertMatches(Object actual, Object expected, String where) {
        if (expected instanceof JsonObject object) {
            assertThat(actual).as(where).isInstanceOf(JsonObject.class);
            assertThat(((JsonObject) actual).fieldNames()).as(where).containsExactlyElementsOf(object.fieldNames());
            object.fieldNames()
                    .forEach(name -> assertMatches(((JsonObject) actual).getValue(name), object.getValue(name), where));
        } else if (expected instanceof JsonArray array) {
            assertThat((JsonArray) actual).as(where).hasSameSizeAs(array);
            for (int i = 0; i < array.size(); i++) {
                assertMatches(((JsonArray) actual).getValue(i), array.getValue(i), where);
            }
        } else if (!"…".equals(expected)) {
            assertThat(actual).as(where).isEqualTo(expected);
        }
    }
}
