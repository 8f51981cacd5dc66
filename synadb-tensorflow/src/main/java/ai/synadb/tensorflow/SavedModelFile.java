/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.registry.ModelSignature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.Signature;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What a SavedModel in a directory says of its inputs and outputs; needs no native code. */
final class SavedModelFile {
  /** Tells the loader how to begin; takes nothing and gives nothing. */
  private static final String INIT = "__saved_model_init_op";

  private SavedModelFile() {}

  private static Path in(Path directory) {
    return directory.resolve("saved_model.pb");
  }

  /** Makes sure that a directory holds a SavedModel. */
  static void require(Path directory, String what) {
    if (!Files.isRegularFile(in(directory))) {
      throw new IllegalArgumentException(
          what + " is no SavedModel: it is not a directory with a saved_model.pb");
    }
  }

  /**
   * The signature of the function that is called by default, or else of the first by its key; empty
   * if there is none, or if it does not tell the number of axes of a tensor.
   */
  static Optional<ModelSignature> signature(Path directory) throws IOException {
    SavedModel model;
    try (InputStream bytes = Files.newInputStream(in(directory))) {
      model = SavedModel.parseFrom(bytes);
    }
    Map<String, SignatureDef> all = new TreeMap<>();
    model.getMetaGraphsList().forEach(graph -> all.putAll(graph.getSignatureDefMap()));
    all.remove(INIT);
    SignatureDef chosen = all.get(Signature.DEFAULT_KEY);
    if (chosen == null) {
      chosen = all.values().stream().findFirst().orElse(null);
    }
    if (chosen == null) {
      return Optional.empty();
    }
    Optional<List<ModelSignature.Field>> inputs = fields(chosen.getInputsMap());
    Optional<List<ModelSignature.Field>> outputs = fields(chosen.getOutputsMap());
    return inputs.isEmpty() || outputs.isEmpty()
        ? Optional.empty()
        : Optional.of(new ModelSignature(inputs.get(), outputs.get()));
  }

  private static Optional<List<ModelSignature.Field>> fields(Map<String, TensorInfo> tensors) {
    List<ModelSignature.Field> fields = new ArrayList<>();
    for (Map.Entry<String, TensorInfo> e : new TreeMap<>(tensors).entrySet()) {
      TensorShapeProto shape = e.getValue().getTensorShape();
      if (shape.getUnknownRank()) {
        return Optional.empty();
      }
      fields.add(
          ModelSignature.Field.of(
              e.getKey(),
              TfTypes.signatureName(e.getValue().getDtype()),
              shape.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray()));
    }
    return Optional.of(fields);
  }
}
