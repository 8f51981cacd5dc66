/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.util.Map;

/**
 * One change of a directory that no sync has made durable yet. Each can happen without those before
 * it.
 *
 * @param sequence the operation's number
 * @param directory the directory
 * @param from the name that goes, or null
 * @param to the name that comes, or null
 * @param inode the file
 */
record NameChange(long sequence, String directory, String from, String to, Inode inode) {

  void apply(Map<String, Inode> names) {
    if (from != null && names.get(from) == inode) {
      names.remove(from);
    }
    if (to != null) {
      names.put(to, inode);
    }
  }
}
