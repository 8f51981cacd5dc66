/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.SynaFormatException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {

  @Test
  void readsWhatItWrites() {
    Map<String, Object> document = new java.util.LinkedHashMap<>();
    document.put("text", "a \"quoted\" line\nand \u0001 \ud83d\ude00");
    document.put("long", Long.MIN_VALUE);
    document.put("big", BigInteger.TWO.pow(64));
    document.put("double", 1e-300);
    document.put("whole", 3.0);
    document.put("list", Arrays.asList(true, null, List.of()));
    document.put("empty", Map.of());

    String json = Json.write(document);

    assertThat(Json.readObject(json, "It")).isEqualTo(document);
    assertThat(json).doesNotContain("\n");
  }

  @Test
  void refusesWhatIsNotOneDocument() {
    for (String json :
        List.of(
            "", "{", "[1,]", "{} {}", "nul", "{\"a\":1,\"a\":2}", "NaN", "1e99999999999", "'a'")) {
      assertThatThrownBy(() -> Json.read(json, "The thing"))
          .as(json)
          .isInstanceOf(SynaFormatException.class)
          .hasMessageStartingWith("The thing cannot be read as JSON");
    }
    assertThatThrownBy(() -> Json.readObject("[]", "The thing"))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("not an object");
  }

  @Test
  void boundsDepthAndNumbers() {
    assertThatThrownBy(() -> Json.read("[".repeat(1_000_000), "It"))
        .isInstanceOf(SynaFormatException.class);
    assertThatThrownBy(() -> Json.read("9".repeat(100_000), "It"))
        .isInstanceOf(SynaFormatException.class);
    String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    assertThat(Json.write(Json.read(deepest, "It"))).isEqualTo(deepest);
  }

  @Test
  void writesNoNumberThatJsonDoesNotHave() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.write(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.write(List.of(1 / 0.0f)));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.write(new Object()));
  }
}
