/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ProgressListener;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.error.SynaFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTest {
  private static final CsvOptions DEFAULTS = CsvOptions.defaults();

  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("x.csv"), text);
  }

  private Tensor read(String text, CsvOptions options) throws IOException {
    try (TensorImport in = TensorImport.openCsv(file(text), options, ProgressListener.none())) {
      return in.read("x");
    }
  }

  private Tensor read(String text) throws IOException {
    return read(text, DEFAULTS);
  }

  private static Tensor rows(int columns, double... values) {
    return Tensor.of(values, values.length / columns, columns);
  }

  @Test
  void readsRowsAndColumns() throws IOException {
    assertThat(read("1,2.5,-3e2\n4,5,6\n")).isEqualTo(rows(3, 1, 2.5, -300, 4, 5, 6));
    assertThat(read("1,2\n3,4")).isEqualTo(rows(2, 1, 2, 3, 4));
  }

  @Test
  void makesAVectorOfOneColumn() throws IOException {
    assertThat(read("1\n2\n3\n")).isEqualTo(Tensor.of(new double[] {1, 2, 3}, 3));
  }

  @Test
  void hasNoRowsWithoutLines() throws IOException {
    assertThat(read("").shape()).isEqualTo(Shape.of(0));
    assertThat(read("a,b\n", DEFAULTS.withHeader()).shape()).isEqualTo(Shape.of(0, 2));
  }

  @Test
  void takesEveryLineEndAndLeavesEmptyLinesOut() throws IOException {
    assertThat(read("1,2\r\n3,4\r5,6\n\n\r\n7,8")).isEqualTo(rows(2, 1, 2, 3, 4, 5, 6, 7, 8));
  }

  @Test
  void leavesAByteOrderMarkOut() throws IOException {
    assertThat(read("\ufeff1,2\n")).isEqualTo(rows(2, 1, 2));
    assertThat(read("\ufeff")).isEqualTo(read(""));
  }

  @Test
  void readsQuotedCellsAndHeaders() throws IOException {
    Path file = file("\"a, \"\"b\"\"\",\"two\nlines\"\n\"1\" ,\" 2 \"\n");

    try (TensorImport in =
        TensorImport.openCsv(file, DEFAULTS.withHeader(), ProgressListener.none())) {
      assertThat(in.columns()).containsExactly("a, \"b\"", "two\nlines");
      assertThat(in.read("x")).isEqualTo(rows(2, 1, 2));
    }
  }

  @Test
  void takesOtherDelimiters() throws IOException {
    assertThat(read("1;2\n", DEFAULTS.withDelimiter(';'))).isEqualTo(rows(2, 1, 2));
    assertThat(read("1\t2\n", DEFAULTS.withDelimiter('\t'))).isEqualTo(rows(2, 1, 2));
    Path tabs = Files.writeString(directory.resolve("y.tsv"), "1\t2\n");
    assertThat(HostileBytes.readAll(tabs).get("y")).isEqualTo(rows(2, 1, 2));
    for (char c : new char[] {'.', '-', '+', '"', '\n', '\r', '1', 'e', 0, 0x7f, 'ß'}) {
      assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withDelimiter(c));
    }
  }

  @Test
  void readsWhatIsNoNumberAndInfinities() throws IOException {
    double[] found = read("nan,NaN,-nan,inf,-Inf,+infinity,INFINITY\n").toDoubleArray();

    assertThat(found).hasSize(7);
    assertThat(found[0]).isNaN();
    assertThat(found[1]).isNaN();
    assertThat(found[2]).isNaN();
    double inf = Double.POSITIVE_INFINITY;
    assertThat(java.util.Arrays.copyOfRange(found, 3, 7)).containsExactly(inf, -inf, inf, inf);
  }

  @Test
  void takesEmptyCellsAsNanIfAsked() throws IOException {
    CsvOptions options = DEFAULTS.withMissingAsNan();

    double[] found = read("1,,3\n,\" \",\n", options).toDoubleArray();

    assertThat(found).hasSize(6);
    assertThat(found[1]).isNaN();
    assertThat(found[5]).isNaN();
    assertThatThrownBy(() -> read("1,2,3\n4,,6\n"))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("x.csv", "line 2", "column 2", "empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withDtype(DType.INT32))
        .withMessageContaining("int32");
  }

  @Test
  void readsTheNumbersThatTheJdkReads() throws IOException {
    long seed = Long.getLong("synadb.seed", 11);
    SplittableRandom random = new SplittableRandom(seed);
    int n = 20_000;
    StringBuilder text = new StringBuilder();
    double[] doubles = new double[n];
    float[] floats = new float[n];
    for (int i = 0; i < n; i++) {
      String s = number(random);
      doubles[i] = Double.parseDouble(s);
      floats[i] = Float.parseFloat(s);
      text.append(s).append('\n');
    }

    assertThat(read(text.toString()).toDoubleArray()).as("seed %d", seed).isEqualTo(doubles);
    assertThat(read(text.toString(), DEFAULTS.withDtype(DType.FLOAT32)).toFloatArray())
        .as("seed %d", seed)
        .isEqualTo(floats);
  }

  @Test
  void largeExponentsAndManyDigitsCancelEachOther() throws IOException {
    String small = "0." + "0".repeat(9_990) + "1";
    String large = "1" + "0".repeat(10_000);
    String text =
        small + "e10000\n" + large + "e-10001\n" + small + "e99999999999999999999\n0e9999";
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      String some = text.replace("e99999999999999999999", "e9991");
      assertThat(read(some, type(dtype)).toDoubleArray())
          .containsExactly(1e9, dtype == DType.FLOAT32 ? 0.1f : 0.1, 1, 0);
      assertThatThrownBy(() -> read(text, type(dtype))).isInstanceOf(SynaFormatException.class);
    }
  }

  private static String number(SplittableRandom random) {
    StringBuilder s = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
    s.append(random.nextLong(1L << (1 + random.nextInt(62))));
    if (random.nextBoolean()) {
      s.append('.');
      for (int i = random.nextInt(12); i > 0; i--) {
        s.append(random.nextInt(10));
      }
    }
    if (random.nextInt(3) == 0) {
      s.append(random.nextBoolean() ? 'e' : 'E').append(random.nextInt(-60, 18));
    }
    return s.toString();
  }

  @Test
  void readsIntegersToTheirLimits() throws IOException {
    assertThat(read("9223372036854775807\n-9223372036854775808\n+7\n007\n-0\n", type(DType.INT64)))
        .isEqualTo(Tensor.of(new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 7, 7, 0}, 5));
    assertThat(read("2147483647\n-2147483648\n", type(DType.INT32)))
        .isEqualTo(Tensor.of(new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}, 2));
    assertThat(read("0\n255\n", type(DType.UINT8)))
        .isEqualTo(Tensor.ofUint8(new byte[] {0, -1}, 2));
    assertThat(read("0,1\ntrue,False\n", type(DType.BOOL)))
        .isEqualTo(Tensor.of(new boolean[] {false, true, true, false}, 2, 2));
  }

  private static CsvOptions type(DType dtype) {
    return DEFAULTS.withDtype(dtype);
  }

  private void refuses(DType dtype, String... cells) {
    for (String cell : cells) {
      assertThatThrownBy(() -> read("0\n1\n" + cell + "\n", type(dtype)))
          .as(cell)
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContainingAll("x.csv", "line 3, column 1", "'" + cell + "'", dtype.wireName());
    }
  }

  @Test
  void refusesWhatIsBeyondARange() {
    refuses(DType.INT64, "9223372036854775808", "-9223372036854775809", "99999999999999999999");
    refuses(DType.INT32, "2147483648", "-2147483649");
    refuses(DType.INT8, "128", "-129");
    refuses(DType.UINT8, "256", "-1");
    refuses(DType.BOOL, "2", "yes", "t");
    refuses(DType.FLOAT16, "65520", "-1e9");
    refuses(DType.BFLOAT16, "3.4e38x", "1e39");
    refuses(DType.FLOAT32, "1e39", "-3.5e38");
    refuses(DType.FLOAT64, "1e309", "1e99999999999", "-2e308");
  }

  @Test
  void refusesWhatIsNoNumber() {
    String[] none = {
      "a",
      "1a",
      "1.5f",
      "1d",
      "0x10",
      "0x1p3",
      "1_000",
      "1 2",
      "--1",
      "+-1",
      "1e",
      "1e+",
      "e5",
      ".",
      "-",
      "+",
      "1.2.3",
      "1e5.0",
      "nano",
      "in",
      "ınf",
      "１",
      "1,0".replace(',', ';')
    };
    refuses(DType.FLOAT64, none);
    refuses(DType.FLOAT32, none);
    refuses(DType.INT64, "1.0", "1e3", "x", "nan", "inf", "0x1", "+", "-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2\n3\n", "1,2\n3,4,5\n", "1,2\n3,\n4,5,\n"})
  void refusesRowsOfOtherLengths(String text) {
    assertThatThrownBy(() -> read(text, DEFAULTS.withMissingAsNan()))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("x.csv, line ", "line 1 has 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1\n\"2", "1\n\"2\"3", "1\n2\"3\"", "1\n\"2\"\"", "1\n\"2\" \"3\""})
  void refusesQuotesThatDoNotMatch(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("x.csv", "line 2", "column 1");
  }

  @Test
  void countsLinesWithinQuotesAndEmptyOnes() {
    CsvOptions options = DEFAULTS.withHeader();
    assertThatThrownBy(() -> read("\"a\nb\",c\n\n1,2\n3,x\n", options))
        .hasMessageContainingAll("line 5, column 2", "'x'");
  }

  @Test
  void boundsCellsAndColumns() {
    assertThatThrownBy(() -> read("1".repeat(70_000)))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("more than 65536 bytes");
    assertThatThrownBy(() -> read("1,".repeat(1_000_001)))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("at most 1000000 cells");
  }

  @Test
  void survivesEveryCutAndArbitraryBytes() throws IOException {
    String text = "\"a\",b\r\n1.5,-2\r\n\"3\",4e2\r\n";
    CsvOptions options = DEFAULTS.withHeader();
    for (int i = 0; i < text.length(); i++) {
      try {
        read(text.substring(0, i), options);
      } catch (SynaFormatException e) {
        assertThat(e).hasMessageContaining("x.csv");
      }
    }
    long seed = Long.getLong("synadb.seed", 3);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] letters = "0123456789.,\"\n\r eE+-xn\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(30)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = letters[random.nextInt(letters.length)];
      }
      Path file = Files.write(directory.resolve("r.csv"), bytes);
      try (TensorImport in = TensorImport.open(file)) {
        in.read("r");
      } catch (SynaFormatException e) {
        assertThat(e).as("seed %d, round %d", seed, round).hasMessageContaining("r.csv");
      }
    }
  }

  @Test
  void readsAcrossThePiecesOfTheFile() throws IOException {
    StringBuilder text = new StringBuilder();
    double[] expected = new double[60_000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = i * 1.25;
      text.append(i % 7 == 0 ? "\"" + expected[i] + "\"" : expected[i]);
      text.append(i % 3 == 2 ? "\r\n" : ",");
    }

    assertThat(read(text.toString())).isEqualTo(rows(3, expected));
  }

  @Test
  void writesWhatItReads() throws IOException {
    Path file = directory.resolve("y.csv");
    for (DType dtype : DType.values()) {
      Tensor t = PythonFiles.values(dtype, 30, 4);

      TensorExport.create().add("t", t).columns(List.of("a", "b\"c", "", "d")).to(file);

      try (TensorImport in =
          TensorImport.openCsv(file, type(dtype).withHeader(), ProgressListener.none())) {
        assertThat(in.columns()).containsExactly("a", "b\"c", "", "d");
        assertThat(in.read("y")).isEqualTo(t);
      }
    }
  }

  @Test
  void writesEveryNumberSoThatItComesBack() throws IOException {
    long seed = Long.getLong("synadb.seed", 17);
    SplittableRandom random = new SplittableRandom(seed);
    double[] doubles = random.longs(5000).mapToDouble(Double::longBitsToDouble).toArray();
    doubles[0] = -0.0;
    doubles[1] = Double.POSITIVE_INFINITY;
    doubles[2] = Double.NEGATIVE_INFINITY;
    doubles[3] = Double.MIN_VALUE;
    doubles[4] = Double.NaN;
    Path file = directory.resolve("y.csv");
    TensorExport.create().add("t", Tensor.of(doubles, 5000)).to(file);
    assertThat(HostileBytes.readAll(file).get("y").toDoubleArray())
        .as("seed %d", seed)
        .isEqualTo(doubles);
  }

  @Test
  void writesAtMostTwoAxes() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TensorExport.create()
                    .add("t", PythonFiles.values(DType.INT8, 2, 3, 4))
                    .to(directory.resolve("y.csv")))
        .withMessageContaining("[2, 3, 4]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TensorExport.create()
                    .add("t", PythonFiles.values(DType.INT8, 2, 3))
                    .columns(List.of("a"))
                    .to(directory.resolve("y.csv")));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void isCancelledWhileItCounts() throws IOException {
    Path file = file("1,2\n");

    assertThatThrownBy(
            () ->
                TensorImport.openCsv(
                    file,
                    DEFAULTS,
                    p -> {
                      throw new IllegalStateException("enough");
                    }))
        .isInstanceOf(OperationCancelledException.class);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> TensorImport.open(file))
          .isInstanceOf(OperationCancelledException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void isReadByNumpy() throws Exception {
    Path file = directory.resolve("y.csv");
    double[] values = {1.5, Double.NaN, Double.NEGATIVE_INFINITY, 1e-300, -7, 0.1};
    TensorExport.create().add("t", Tensor.of(values, 2, 3)).to(file);

    PythonFiles.run(
        "numpy",
        """
        import sys, numpy as np
        a = np.loadtxt(sys.argv[1], delimiter=",")
        b = np.array([[1.5, np.nan, -np.inf], [1e-300, -7, 0.1]])
        assert np.array_equal(a, b, equal_nan=True), a
        """,
        file);
  }
}
