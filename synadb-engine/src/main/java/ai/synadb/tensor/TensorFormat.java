/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The kinds of files that tensors are imported from and exported to.
 *
 * <table>
 *   <caption>What they can hold</caption>
 *   <tr><th>format</th><th>suffix</th><th>tensors</th><th>dtypes</th></tr>
 *   <tr><td>{@link #NPY}</td><td>{@code .npy}</td><td>one</td><td>all but bfloat16</td></tr>
 *   <tr><td>{@link #NPZ}</td><td>{@code .npz}</td><td>many</td><td>all but bfloat16</td></tr>
 *   <tr><td>{@link #SAFETENSORS}</td><td>{@code .safetensors}</td><td>many, with metadata</td>
 *     <td>all</td></tr>
 *   <tr><td>{@link #CSV}</td><td>{@code .csv}, {@code .tsv}</td><td>one, of one or two axes</td>
 *     <td>all, as text</td></tr>
 *   <tr><td>{@link #RAW}</td><td>{@code .bin}, {@code .raw}</td><td>one</td><td>all</td></tr>
 * </table>
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum TensorFormat {
  /** One array of NumPy, as {@code numpy.save} writes it; versions 1.0, 2.0 and 3.0. */
  NPY(".npy", ".npy"),
  /** A zip archive of such arrays, as {@code numpy.savez} and {@code savez_compressed} write it. */
  NPZ(".npz", ".npz"),
  /** Tensors behind a header in JSON, as the library of that name writes it. */
  SAFETENSORS(".safetensors", ".safetensors"),
  /** Numbers as text, a row a line. */
  CSV(".csv", ".tsv"),
  /** Elements and nothing else; {@link RawLayout} says what they are. */
  RAW(".bin", ".raw");

  private final String suffix;
  private final String otherSuffix;

  TensorFormat(String suffix, String otherSuffix) {
    this.suffix = suffix;
    this.otherSuffix = otherSuffix;
  }

  /**
   * The format that a file's name stands for, by its suffix, in upper or lower case.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  public static TensorFormat of(Path file) {
    Objects.requireNonNull(file, "file");
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (TensorFormat format : values()) {
      if (name.endsWith(format.suffix) || name.endsWith(format.otherSuffix)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "A file of tensors ends in .npy, .npz, .safetensors, .csv, .tsv, .bin or .raw, not as "
            + SynaException.quoted(String.valueOf(file.getFileName())));
  }

  /** A file's name without the suffix of this format: what its only tensor is called. */
  String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    String lower = name.toLowerCase(Locale.ROOT);
    for (String s : List.of(suffix, otherSuffix)) {
      if (name.length() > s.length() && lower.endsWith(s)) {
        return name.substring(0, name.length() - s.length());
      }
    }
    return name;
  }
}
