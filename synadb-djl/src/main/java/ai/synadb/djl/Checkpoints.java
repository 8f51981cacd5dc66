/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.training.Trainer;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.Run;
import ai.synadb.registry.ModelLineage;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models that one training saves. Confined to the thread that trains. */
final class Checkpoints {
  private final ModelRegistry registry;
  private final String name;
  private final String alias;
  private final CheckpointPolicy policy;
  private final List<Saved> kept = new ArrayList<>(); // the best first

  private record Saved(ModelVersion version, double value) {}

  /**
   * None yet.
   *
   * @param name what the model is called in the registry
   * @param alias what leads to the best; empty for none
   */
  Checkpoints(ModelRegistry registry, String name, String alias, CheckpointPolicy policy) {
    this.registry = registry;
    this.name = name;
    this.alias = alias;
    this.policy = policy;
  }

  /** The best that was saved. */
  Optional<ModelVersion> best() {
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept.get(0).version());
  }

  /**
   * Saves the model of an epoch, if the policy says so.
   *
   * @param epoch counted from 1
   */
  void epoch(Trainer trainer, Run run, int epoch, Map<String, Double> values) throws IOException {
    double value = values.getOrDefault(policy.metric(), Double.NaN);
    if (epoch % policy.every() != 0 || Double.isNaN(value)) {
      return;
    }
    boolean hasRoom = kept.size() < policy.keep();
    if (!hasRoom && !policy.isBetter(value, kept.get(kept.size() - 1).value())) {
      return;
    }
    trainer.getModel().setProperty("Epoch", Integer.toString(epoch));
    ModelVersion saved =
        SynaModels.save(trainer.getModel(), registry, name, spec(run, epoch, value));
    kept.add(new Saved(saved, value));
    Comparator<Saved> byValue = Comparator.comparingDouble(Saved::value);
    kept.sort(policy.isLowerBetter() ? byValue : byValue.reversed());
    if (!alias.isEmpty() && kept.get(0).version().equals(saved)) {
      registry.setAlias(name, alias, saved.version());
    }
    while (kept.size() > policy.keep()) {
      drop(kept.remove(kept.size() - 1).version());
    }
  }

  /** Those that somebody put into production, or gave an alias, stay. */
  private void drop(ModelVersion version) {
    try {
      registry.deleteVersion(name, version.version());
    } catch (IllegalStateException e) {
      SynaTrainingListener.LOG.debug("{} stays: {}", version.uri(), e.getMessage());
    }
  }

  private ModelSpec spec(Run run, int epoch, double value) {
    ModelLineage lineage = ModelLineage.none().withRun(run.id());
    for (DatasetInput input : run.info().inputs()) {
      lineage = lineage.withDataset(input.name(), input.position(), input.digest().orElse(""));
    }
    return ModelSpec.builder()
        .lineage(lineage)
        .metadata("epoch", Integer.toString(epoch))
        .metadata(policy.metric(), Double.toString(value))
        .build();
  }
}
