/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.SessionFunction;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A network of one hidden layer in graph mode, trained by gradient descent with momentum. */
final class DigitsNetwork implements AutoCloseable {
  private static final int HIDDEN = 48;

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> pixels;
  private final Placeholder<TInt32> labels;
  private final Operand<TFloat32> logits;
  private final Operand<TFloat32> loss;
  private final List<Op> steps = new ArrayList<>();

  DigitsNetwork(long seed) {
    Ops tf = Ops.create(graph);
    Random random = new Random(seed);
    pixels = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, DigitsData.INPUTS)));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    List<Variable<TFloat32>> weights = new ArrayList<>();
    Operand<TFloat32> hidden =
        tf.nn.relu(layer(tf, pixels, DigitsData.INPUTS, HIDDEN, random, weights));
    logits = layer(tf, hidden, HIDDEN, DigitsData.CLASSES, random, weights);
    Operand<TFloat32> expected =
        tf.oneHot(labels, tf.constant(DigitsData.CLASSES), tf.constant(1f), tf.constant(0f));
    loss =
        tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, expected).loss(), tf.constant(0));
    Gradients gradients = tf.gradients(loss, weights);
    for (int i = 0; i < weights.size(); i++) {
      Variable<TFloat32> w = weights.get(i);
      Variable<TFloat32> momentum = zeros(tf, w.shape());
      steps.add(
          tf.train.applyMomentum(
              w, momentum, tf.constant(0.05f), gradients.<TFloat32>dy(i), tf.constant(0.9f)));
    }
    session = new Session(graph);
  }

  private static Operand<TFloat32> layer(
      Ops tf,
      Operand<TFloat32> input,
      int from,
      int to,
      Random random,
      List<Variable<TFloat32>> weights) {
    float[] initial = new float[from * to];
    for (int i = 0; i < initial.length; i++) {
      initial[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / from));
    }
    Variable<TFloat32> w =
        tf.withInitScope()
            .variable(tf.withInitScope().constant(Shape.of(from, to), DataBuffers.of(initial)));
    Variable<TFloat32> b = zeros(tf, Shape.of(to));
    weights.add(w);
    weights.add(b);
    return tf.math.add(tf.linalg.matMul(input, w), b);
  }

  private static Variable<TFloat32> zeros(Ops tf, Shape shape) {
    Ops init = tf.withInitScope();
    return init.variable(
        init.constant(shape, DataBuffers.of(new float[Math.toIntExact(shape.size())])));
  }

  /** Trains an epoch and gives the mean loss. */
  double train(SynaTfDataset data, long epoch) {
    double sum = 0;
    for (TfBatch batch : data.epoch(epoch)) {
      try (batch) {
        Session.Runner runner =
            session.runner().feed(pixels, batch.feature()).feed(labels, batch.label()).fetch(loss);
        steps.forEach(runner::addTarget);
        try (Result result = runner.run()) {
          sum += ((TFloat32) result.get(0)).getFloat() * batch.rows();
        }
      }
    }
    return sum / data.size();
  }

  /** What is called to predict: pixels in, logits out. */
  SessionFunction predict() {
    return session.function(
        Signature.builder().input("pixels", pixels).output("logits", logits).build());
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
