/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.Atom;
import ai.synadb.AtomType;
import ai.synadb.Glob;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pattern stands for, in this order: a stored tensor of this name, one element of a stored
 * tensor, a tensor in a layout of the original; with wildcards, a stored tensor of which it means
 * all elements, some elements of one, and else all scalars whose keys match.
 *
 * <p>Thread safety: confined to one thread.
 */
final class TensorQueries {
  private static final String WILDCARDS = "*?[\\";
  private static final int MIN_DIGITS = 4;

  private final SynaReader state;
  private final @Nullable Path log;

  TensorQueries(SynaReader state, @Nullable Path log) {
    this.state = state;
    this.log = log;
  }

  static boolean hasWildcards(String pattern) {
    return pattern.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  /** The name of the one tensor that a pattern means if there is one: without {@code /*}. */
  static @Nullable String nameIn(String pattern) {
    String name = pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - 2) : pattern;
    return name.isEmpty() || name.equals("/") || hasWildcards(name) ? null : TensorKeys.name(name);
  }

  static KeyNotFoundException notFound(String pattern) {
    return new KeyNotFoundException(pattern);
  }

  /**
   * Finds what a pattern stands for, other than a stored tensor as a whole.
   *
   * @param dtype the type wanted; null for that of what is found
   */
  Tensor find(String pattern, @Nullable DType dtype) {
    String name = nameIn(pattern);
    if (name != null) {
      Tensor original = OriginalTensors.find(state, name, log);
      if (original != null) {
        return as(original, dtype);
      }
    }
    Tensor elements = elements(pattern, dtype);
    return elements != null ? elements : gather(pattern, dtype);
  }

  static Tensor as(Tensor tensor, @Nullable DType dtype) {
    return dtype == null ? tensor : tensor.convert(dtype);
  }

  // ---- elements of stored tensors

  /**
   * Elements of a stored tensor by keys such as {@code train/0042}; null if it is none of these.
   */
  private @Nullable Tensor elements(String pattern, @Nullable DType dtype) {
    int slash = pattern.lastIndexOf('/');
    if (slash <= 0 || hasWildcards(pattern.substring(0, slash))) {
      return null;
    }
    StoredTensor tensor = StoredTensor.find(state, pattern.substring(0, slash));
    if (tensor == null) {
      return null;
    }
    try {
      return elements(tensor, pattern.substring(slash + 1), pattern, dtype);
    } finally {
      tensor.release();
    }
  }

  private static Tensor elements(
      StoredTensor tensor, String pattern, String whole, @Nullable DType dtype) {
    DType stored = tensor.head().dtype();
    long count = tensor.head().shape().elements();
    int size = stored.sizeBytes();
    GrowingBuffer found = new GrowingBuffer(stored);
    if (!hasWildcards(pattern)) {
      long index = index(pattern);
      if (index < 0 || index >= count) {
        throw notFound(whole);
      }
      tensor.read(index * size, size, found.room());
    } else {
      int digits = Math.max(MIN_DIGITS, Long.toString(Math.max(0, count - 1)).length());
      Glob glob = Glob.compile(pattern);
      tensor.requirePresent(0, tensor.size()); // before a count is believed that a head claims
      for (long i = 0; i < count; i++) {
        String number = Long.toString(i);
        if (glob.matches("0".repeat(digits - number.length()) + number)) {
          tensor.read(i * size, size, found.room());
        }
      }
    }
    if (found.count() == 0) {
      throw notFound(whole);
    }
    return as(found.tensor(), dtype);
  }

  private static long index(String digits) {
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= 18
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain ? Long.parseLong(digits) : -1;
  }

  // ---- scalars

  private Tensor gather(String pattern, @Nullable DType dtype) {
    List<String> keys = new ArrayList<>();
    List<Atom> atoms = new ArrayList<>();
    List<String> found =
        hasWildcards(pattern)
            ? state.glob(pattern)
            : state.exists(pattern) ? List.of(pattern) : List.of();
    for (String key : found) {
      // Bytes can be many, and too many for a get: they are told by their type.
      if (!isOurs(key) && state.typeOf(key).filter(t -> t != AtomType.BYTES).isPresent()) {
        Optional<Atom> atom = state.get(key);
        if (atom.isPresent() && isNumeric(atom.get())) {
          keys.add(key);
          atoms.add(atom.get());
        }
      }
    }
    if (atoms.isEmpty()) {
      throw notFound(pattern);
    }
    return atoms.get(0).type() == AtomType.VECTOR
        ? vectors(keys, atoms, dtype)
        : scalars(keys, atoms, dtype);
  }

  private static boolean isOurs(String key) {
    return key.startsWith(TensorKeys.DATA)
        || key.startsWith(TensorKeys.SUMS)
        || key.startsWith(TensorKeys.HEAD);
  }

  private static boolean isNumeric(Atom atom) {
    return atom.type() == AtomType.FLOAT
        || atom.type() == AtomType.INT
        || atom.type() == AtomType.VECTOR;
  }

  private static TypeMismatchException mixed(String key, Atom atom, Atom first) {
    return new TypeMismatchException(
        "The value of "
            + SynaException.quoted(key)
            + " is "
            + atom.type()
            + ", those before it are "
            + first.type());
  }

  private static Tensor scalars(List<String> keys, List<Atom> atoms, @Nullable DType wanted) {
    boolean ints = atoms.stream().allMatch(a -> a.type() == AtomType.INT);
    DType dtype = wanted != null ? wanted : ints ? DType.INT64 : DType.FLOAT64;
    GrowingBuffer values = new GrowingBuffer(dtype);
    for (int i = 0; i < atoms.size(); i++) {
      Atom a = atoms.get(i);
      if (a.type() == AtomType.VECTOR) {
        throw mixed(keys.get(i), a, atoms.get(0));
      }
      ByteBuffer room = values.room();
      int at = room.position();
      boolean exact =
          a.type() == AtomType.INT
              ? Elements.put(dtype, room, at, a.asInt())
              : Elements.put(dtype, room, at, a.asFloat());
      if (!exact) {
        throw new TypeMismatchException(
            "The value of "
                + SynaException.quoted(keys.get(i))
                + " is "
                + (a.type() == AtomType.INT ? String.valueOf(a.asInt()) : a.asFloat())
                + ", which "
                + dtype.wireName()
                + " does not hold exactly; ask for "
                + (a.type() == AtomType.INT ? "int64" : "float64")
                + " and cast");
      }
      room.position(at + dtype.sizeBytes());
    }
    return values.tensor();
  }

  private static Tensor vectors(List<String> keys, List<Atom> atoms, @Nullable DType wanted) {
    int dimensions = ((Atom.Vector) atoms.get(0)).dimensions();
    GrowingBuffer values = new GrowingBuffer(DType.FLOAT32);
    for (int i = 0; i < atoms.size(); i++) {
      if (!(atoms.get(i) instanceof Atom.Vector v)) {
        throw mixed(keys.get(i), atoms.get(i), atoms.get(0));
      }
      if (v.dimensions() != dimensions) {
        throw new TypeMismatchException(
            "The vector "
                + SynaException.quoted(keys.get(i))
                + " has "
                + v.dimensions()
                + " elements, those before it have "
                + dimensions);
      }
      for (float f : v.asVector()) {
        values.room().putFloat(f);
      }
    }
    return as(values.tensor().reshape(Shape.of(atoms.size(), dimensions)), wanted);
  }

  /** Bytes that become more. */
  private static final class GrowingBuffer {
    private final DType dtype;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 10).order(ByteOrder.LITTLE_ENDIAN);

    GrowingBuffer(DType dtype) {
      this.dtype = dtype;
    }

    /** The buffer, with room for one more element at its position. */
    ByteBuffer room() {
      if (buffer.remaining() < dtype.sizeBytes()) {
        int size = (int) Math.min(Tensor.MAX_BUFFER_BYTES, 2L * buffer.capacity());
        if (size == buffer.capacity()) {
          throw new IllegalStateException("More than " + count() + " scalars do not make a tensor");
        }
        buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
      }
      return buffer;
    }

    int count() {
      return buffer.position() / dtype.sizeBytes();
    }

    Tensor tensor() {
      return Tensor.of(dtype, Shape.of(count()), buffer.duplicate().flip());
    }
  }
}
