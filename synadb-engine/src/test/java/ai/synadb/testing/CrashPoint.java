/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk at one moment of its history: cheap to take after every operation, and good for any number
 * of crashes.
 *
 * <pre>{@code
 * disk.onChange(points::add);
 * // ... a history ...
 * for (CrashPoint p : points) {
 *   SimulatedDisk found = p.crash(PowerCut.random(seed));
 * }
 * }</pre>
 *
 * <p>Thread safety: immutable.
 */
public final class CrashPoint {
  private final long operation;
  private final Set<String> directories;
  private final Map<String, Inode> durableNames; // never changed once it is here
  private final NameChange[] nameChanges;
  private final int nameCount;
  private final Inode[] inodes;
  private final FileImage[] images;
  private final byte[][][] samples;
  private final int[] sampleCounts;
  private final byte[] stale;

  CrashPoint(
      long operation,
      Set<String> directories,
      Map<String, Inode> durableNames,
      NameChange[] nameChanges,
      int nameCount,
      List<Inode> inodes,
      byte[] stale) {
    this.operation = operation;
    this.directories = directories;
    this.durableNames = durableNames;
    this.nameChanges = nameChanges;
    this.nameCount = nameCount;
    int n = inodes.size();
    this.inodes = inodes.toArray(new Inode[0]);
    this.images = new FileImage[n];
    this.samples = new byte[n][][];
    this.sampleCounts = new int[n];
    for (int i = 0; i < n; i++) {
      Inode inode = this.inodes[i];
      images[i] = inode.image();
      samples[i] = inode.samples();
      sampleCounts[i] = inode.sampleCount();
    }
    this.stale = stale;
  }

  /** The number of the disk's last operation before this moment. */
  public long operation() {
    return operation;
  }

  /** How many sectors, over all files, unsynced changes touch. */
  public int unsyncedSectors() {
    int n = 0;
    for (FileImage f : images) {
      n += f.sectors;
    }
    return n;
  }

  /** How many bytes were written and not synced. */
  public long unsyncedBytes() {
    long n = 0;
    for (FileImage f : images) {
      for (int i = 0; i < f.count; i++) {
        n += f.changes[i].bytes.length;
      }
    }
    return n;
  }

  /** How many creations, renames and deletions were not followed by a sync of their directory. */
  public int unsyncedNames() {
    return nameCount;
  }

  /** Whether a power cut at this moment can leave more than one state. */
  public boolean isSettled() {
    return nameCount == 0 && unsyncedSectors() == 0;
  }

  /**
   * The disk as it is found after a power cut at this moment: a new one, on which everything is
   * durable.
   */
  public SimulatedDisk crash(PowerCut cut) {
    PowerCut.Choice choice = cut.new Choice(this);
    Map<String, Inode> names = new TreeMap<>(durableNames);
    if (nameCount > 0) {
      long[] sequences = new long[nameCount];
      for (int i = 0; i < nameCount; i++) {
        sequences[i] = nameChanges[i].sequence();
      }
      boolean[] done = choice.directory(sequences, nameCount);
      for (int i = 0; i < nameCount; i++) {
        if (done[i]) {
          nameChanges[i].apply(names);
        }
      }
    }
    Inode[] found = new Inode[inodes.length];
    for (int i = 0; i < inodes.length; i++) {
      found[i] = inodes[i].isLock ? lockFile(i, choice) : file(images[i], choice);
    }
    SimulatedDisk disk = new SimulatedDisk(directories);
    for (Map.Entry<String, Inode> e : names.entrySet()) {
      for (int i = 0; i < inodes.length; i++) {
        if (inodes[i] == e.getValue()) {
          disk.adopt(e.getKey(), found[i]);
        }
      }
    }
    disk.settle();
    return disk;
  }

  /**
   * The disk as a new process finds it when the old one was killed at this moment: nothing is lost
   * yet, and nothing more is durable than was. Not for disks on which a sync failed.
   */
  public SimulatedDisk kill() {
    Map<Inode, Inode> copies = new IdentityHashMap<>();
    for (int i = 0; i < inodes.length; i++) {
      copies.put(
          inodes[i],
          inodes[i].isLock
              ? Inode.killedLockFile(images[i], samples[i], sampleCounts[i])
              : Inode.killedFile(images[i]));
    }
    SimulatedDisk disk = new SimulatedDisk(directories);
    disk.resume(operation, durableNames, nameChanges, nameCount, copies, stale);
    return disk;
  }

  private static Inode file(FileImage f, PowerCut.Choice choice) {
    if (f.count == 0) {
      return new Inode(f.base, f.baseLength);
    }
    Survivors s = choice.file(f);
    return new Inode(f.contentsAfter(s), s.length);
  }

  private Inode lockFile(int i, PowerCut.Choice choice) {
    int moment = choice.lockPage(sampleCounts[i]);
    if (moment < 0) {
      return Inode.lockFile(images[i].base, images[i].baseLength);
    }
    byte[] page = samples[i][moment];
    return Inode.lockFile(page, page.length);
  }

  byte[] stale() {
    return stale;
  }

  /** All unsynced writes, over all files, in the order in which they were issued. */
  List<FileChange> writesInOrder() {
    List<FileChange> all = new ArrayList<>();
    for (FileImage f : images) {
      for (int i = 0; i < f.count; i++) {
        if (f.changes[i].isWrite) {
          all.add(f.changes[i]);
        }
      }
    }
    all.sort(Comparator.comparingLong(c -> c.sequence));
    return all;
  }
}
