/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values as objects: equality by bits, copies, types, texts for people. */
class AtomTest {
  private static final List<Atom> ALL =
      List.of(
          Atom.ofNull(),
          Atom.of(1.0),
          Atom.of(1L),
          Atom.of("1"),
          Atom.of(new byte[] {1}),
          Atom.of(new float[] {1}));

  @Test
  void atomsAreEqualByKindAndBits() {
    for (int i = 0; i < ALL.size(); i++) {
      for (int j = 0; j < ALL.size(); j++) {
        assertThat(ALL.get(i).equals(ALL.get(j))).isEqualTo(i == j);
      }
      assertThat(ALL.get(i).type()).isEqualTo(AtomType.values()[i]);
    }
    Atom nan = Atom.of(Double.longBitsToDouble(0x7ff8_0000_0000_0001L));
    assertThat(nan).isEqualTo(Atom.of(Double.longBitsToDouble(0x7ff8_0000_0000_0001L)));
    assertThat(nan).isNotEqualTo(Atom.of(Double.NaN));
    assertThat(Atom.of(0.0)).isNotEqualTo(Atom.of(-0.0));
    assertThat(Atom.of(new float[] {0f})).isNotEqualTo(Atom.of(new float[] {-0f}));
    assertThat(Atom.of(new byte[] {1, 2})).hasSameHashCodeAs(Atom.of(new byte[] {1, 2}));
    assertThat(Atom.of(new float[] {1, 2})).hasSameHashCodeAs(Atom.of(new float[] {1, 2}));
  }

  @Test
  void accessorsRefuseOtherTypes() {
    for (Atom a : ALL) {
      if (a.type() != AtomType.FLOAT) {
        assertThatThrownBy(a::asFloat).isInstanceOf(TypeMismatchException.class);
      }
      if (a.type() != AtomType.INT) {
        assertThatThrownBy(a::asInt).isInstanceOf(TypeMismatchException.class);
      }
      if (a.type() != AtomType.TEXT) {
        assertThatThrownBy(a::asText).isInstanceOf(TypeMismatchException.class);
      }
      if (a.type() != AtomType.BYTES) {
        assertThatThrownBy(a::asBytes).isInstanceOf(TypeMismatchException.class);
      }
      if (a.type() != AtomType.VECTOR) {
        assertThatThrownBy(a::asVector).isInstanceOf(TypeMismatchException.class);
      }
    }
  }

  @Test
  void arraysAreCopiedInAndOut() {
    byte[] b = {1, 2};
    float[] v = {1, 2};
    Atom bytes = Atom.of(b);
    Atom vector = Atom.of(v);
    b[0] = 9;
    v[0] = 9;
    bytes.asBytes()[1] = 9;
    vector.asVector()[1] = 9;

    assertThat(bytes.asBytes()).containsExactly(1, 2);
    assertThat(vector.asVector()).containsExactly(1, 2);
    assertThat(((Atom.Bytes) bytes).asReadOnlyBuffer().isReadOnly()).isTrue();
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2);
    assertThat(Atom.Bytes.copyOf(buffer).asBytes()).containsExactly(2, 3);
    assertThat(buffer.position()).isEqualTo(1);
  }

  @Test
  void textsForPeopleAreShort() {
    assertThat(Atom.ofNull()).hasToString("Null");
    assertThat(Atom.of(new byte[] {1, (byte) 0xff})).hasToString("Bytes[2: 01ff]");
    assertThat(Atom.of(new byte[1000]).toString()).hasSizeLessThan(60).startsWith("Bytes[1000: ");
    assertThat(Atom.of(new float[] {1, 2})).hasToString("Vector[2: 1.0, 2.0]");
    assertThat(Atom.of(new float[100]).toString()).hasSizeLessThan(60).startsWith("Vector[100: ");
  }
}
