/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import java.net.URI;
import java.util.Set;

/**
 * Finds models by URLs such as {@code synadb:///data/models.db?model=digits&version=3}.
 *
 * <p>Deep Java Library finds this by itself; {@link SynaModels#url} makes the URLs. In the place of
 * {@code version} may stand {@code alias=champion} or {@code stage=production}; without them it is
 * the newest version. Whichever it is, it is one version from the moment on at which the model is
 * looked up. Other parameters are arguments of the model.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class SynaRepositoryFactory implements RepositoryFactory {
  static final String SCHEME = "synadb";

  /** Made by Deep Java Library. */
  public SynaRepositoryFactory() {}

  /**
   * A repository of the one model that a URL names. Nothing is opened yet.
   *
   * @throws IllegalArgumentException if it is not such a URL
   */
  @Override
  public Repository newInstance(String name, URI uri) {
    return SynaRepository.of(name, uri);
  }

  @Override
  public Set<String> getSupportedScheme() {
    return Set.of(SCHEME);
  }
}
