/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.tensor.RowFilter;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.testing.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** 1,797 digits of 8 x 8 pixels as tensors, and which of them a model is tested with. */
final class DigitsData {
  static final String PIXELS = "digits/pixels";
  static final String LABELS = "digits/labels";
  static final RowFilter TRAIN = RowFilter.in("digits/part", 0);
  static final RowFilter TEST = RowFilter.in("digits/part", 1);
  static final int INPUTS = 64;
  static final int CLASSES = 10;

  private DigitsData() {}

  /** Stores the digits, and as digits/part a stratified split: a fifth of each class is 1. */
  static void store(TensorEngine engine) {
    List<String> lines = Sample.lines("digits/digits.csv");
    int rows = lines.size() - 1;
    float[] pixels = new float[rows * INPUTS];
    int[] labels = new int[rows];
    for (int r = 0; r < rows; r++) {
      String[] fields = lines.get(r + 1).split(",", -1);
      for (int i = 0; i < INPUTS; i++) {
        pixels[r * INPUTS + i] = Float.parseFloat(fields[i]) / 16;
      }
      labels[r] = Integer.parseInt(fields[INPUTS]);
    }
    engine.putTensor(PIXELS, Tensor.of(pixels, rows, INPUTS));
    engine.putTensor(LABELS, Tensor.of(labels, rows));
    engine.putTensor("digits/part", Tensor.of(stratified(labels), rows));
  }

  private static int[] stratified(int[] labels) {
    int[] part = new int[labels.length];
    Random random = new Random(7);
    for (int label = 0; label < CLASSES; label++) {
      List<Integer> members = new ArrayList<>();
      for (int r = 0; r < labels.length; r++) {
        if (labels[r] == label) {
          members.add(r);
        }
      }
      Collections.shuffle(members, random);
      int tested = Math.round(members.size() / 5f);
      members.subList(0, tested).forEach(r -> part[r] = 1);
    }
    return part;
  }
}
