/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/**
 * Names of tags that have a meaning of their own in MLflow, by which runs come from there and go
 * back.
 *
 * <p>What a run here keeps outside its tags is one of these there: the note is {@link #NOTE}, the
 * name {@link #RUN_NAME}, the parent's id {@link #PARENT_RUN_ID} and the commit {@link
 * #SOURCE_GIT_COMMIT}. The role of a dataset is the tag {@link #DATASET_CONTEXT} of the input. The
 * others are plain tags here and there. A query's {@code user_id} is the tag {@link #USER}.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class ReservedTags {
  /** What all of them begin with. */
  public static final String PREFIX = "mlflow.";

  /** The note, {@link RunInfo#note()}. */
  public static final String NOTE = "mlflow.note.content";

  /** The name, {@link RunInfo#name()}. */
  public static final String RUN_NAME = "mlflow.runName";

  /** The id of the parent, {@link RunInfo#parentId()}. */
  public static final String PARENT_RUN_ID = "mlflow.parentRunId";

  /** The user who started the run. */
  public static final String USER = "mlflow.user";

  /** The program, notebook or project that made the run. */
  public static final String SOURCE_NAME = "mlflow.source.name";

  /** What kind of source that is: {@code NOTEBOOK}, {@code JOB}, {@code PROJECT}, {@code LOCAL}. */
  public static final String SOURCE_TYPE = "mlflow.source.type";

  /** The commit of the source, {@link RunInfo#gitCommit()}. */
  public static final String SOURCE_GIT_COMMIT = "mlflow.source.git.commit";

  /** The branch of the source. */
  public static final String SOURCE_GIT_BRANCH = "mlflow.source.git.branch";

  /** Where the source's repository is. */
  public static final String SOURCE_GIT_REPO_URL = "mlflow.source.git.repoURL";

  /** What a dataset was used for, {@link DatasetInput#role()}. */
  public static final String DATASET_CONTEXT = "mlflow.data.context";

  private ReservedTags() {}
}
