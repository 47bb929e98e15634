package io.ecompulse.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UserAgentTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 | DESKTOP Windows 10 Chrome 126.0.0.0
        Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87 | DESKTOP Windows 10 Edge 126.0.2592.87
        Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 | DESKTOP macOS 10.15.7 Safari 17.4
        Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0 | DESKTOP Linux null Firefox 127.0
        Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36 | DESKTOP Chrome OS null Chrome 125.0.0.0
        Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Mobile/15E148 Safari/604.1 | MOBILE iOS 17.4.1 Safari 17.4.1
        Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1 | TABLET iOS 16.6 Chrome 126.0.6478.54
        Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 336.0.0.26.85 (iPhone14,5; iOS 17_5) | MOBILE iOS 17.5 Instagram 336.0.0.26.85
        Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36 | MOBILE Android 14 Chrome 126.0.0.0
        Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 | TABLET Android 13 Chrome 126.0.0.0
        Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36 | MOBILE Android 14 Samsung Internet 25.0
        Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko | DESKTOP Windows 7 Internet Explorer 11.0
        Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15 | CONSOLE null null Safari 13.0
        Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36 | TV Linux null null null
        Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A) | MOBILE Android 13 null null
        Shop/5.1.0 CFNetwork/1494.0.7 Darwin/23.4.0 | MOBILE iOS null null null
        axios/1.7.2 | SERVER null null null null
        node-fetch/1.0 (+https://github.com/bitinn/node-fetch) | SERVER null null null null
        Java/17.0.11 | SERVER null null null null
        curl/8.5.0 | SERVER null null null null
        Something new | UNKNOWN null null null null
        """)
    void knowsDeviceSystemAndBrowser(String text, String expected) {
        UserAgent agent = UserAgent.of(text);

        assertThat(agent.device() + " " + agent.os() + " " + agent.osVersion() + " " + agent.browser() + " "
                        + agent.browserVersion())
                .isEqualTo(expected);
    }
}
