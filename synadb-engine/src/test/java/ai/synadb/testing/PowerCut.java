/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a power cut leaves of the operations that were not synced. Whatever it chooses is legal for
 * a disk that keeps its promises and no more than that:
 *
 * <ul>
 *   <li>Every sector of 512 bytes has any of the contents that it had since the last sync, on its
 *       own; one of them may be torn at any byte between two of its contents.
 *   <li>The length of a file is any of those that it had since then, or lies between two of them.
 *       What is behind the last surviving write is zeros; a sector that the file got since the last
 *       sync may hold zeros or bytes of a deleted file.
 *   <li>Every creation, rename and deletion that was not followed by a sync of its directory
 *       happened or did not, on its own. A rename never waits for the bytes of the file.
 *   <li>The page of a lock file, which nobody syncs, is as it was at some moment, or empty.
 * </ul>
 *
 * <p>Thread safety: immutable.
 */
public final class PowerCut {
  private enum Kind {
    NOTHING,
    EVERYTHING,
    ALL_BUT_SECTOR,
    ONLY_SECTOR,
    PREFIX,
    EXACTLY,
    RANDOM
  }

  private static final PowerCut NOTHING = new PowerCut(Kind.NOTHING, 0);
  private static final PowerCut EVERYTHING = new PowerCut(Kind.EVERYTHING, 0);

  private final Kind kind;
  private final long number;
  private final long names; // of EXACTLY
  private final boolean hasNewLengths; // of EXACTLY

  private PowerCut(Kind kind, long number) {
    this(kind, number, 0, false);
  }

  private PowerCut(Kind kind, long number, long names, boolean hasNewLengths) {
    this.kind = kind;
    this.number = number;
    this.names = names;
    this.hasNewLengths = hasNewLengths;
  }

  /** Only what was synced is left. */
  public static PowerCut nothing() {
    return NOTHING;
  }

  /** Everything is left, as if it had been synced just in time. */
  public static PowerCut everything() {
    return EVERYTHING;
  }

  /** Everything but one of {@link CrashPoint#unsyncedSectors}. */
  public static PowerCut allButSector(int n) {
    return new PowerCut(Kind.ALL_BUT_SECTOR, n);
  }

  /** Nothing but one of {@link CrashPoint#unsyncedSectors}, and the lengths and names. */
  public static PowerCut onlySector(int n) {
    return new PowerCut(Kind.ONLY_SECTOR, n);
  }

  /**
   * The first {@code bytes} of {@link CrashPoint#unsyncedBytes}, in the order in which they were
   * written.
   */
  public static PowerCut prefix(long bytes) {
    return new PowerCut(Kind.PREFIX, bytes);
  }

  /**
   * Exactly some of {@link CrashPoint#unsyncedSectors} and {@link CrashPoint#unsyncedNames}, at
   * most 64 of each.
   *
   * @param sectors bit n is set if sector n is left
   * @param names bit n is set if change n of a directory is left
   * @param hasNewLengths whether files have the length of their last write, else that of their last
   *     sync
   */
  public static PowerCut exactly(long sectors, long names, boolean hasNewLengths) {
    return new PowerCut(Kind.EXACTLY, sectors, names, hasNewLengths);
  }

  /** Anything legal, as the seed has it. */
  public static PowerCut random(long seed) {
    return new PowerCut(Kind.RANDOM, seed);
  }

  @Override
  public String toString() {
    String more = kind == Kind.EXACTLY ? ", " + names + ", " + hasNewLengths : "";
    return kind + "(" + number + more + ")";
  }

  /** Makes the choices for one crash. */
  final class Choice {
    private final SplittableRandom random = new SplittableRandom(number);
    private final byte[] stale;
    private int sectorsSeen;
    private long stopAt =
        Long.MAX_VALUE; // of a prefix: the change that is cut, and all behind it are lost
    private int stopBytes;

    Choice(CrashPoint point) {
      this.stale = point.stale();
      if (kind == Kind.PREFIX) {
        findStop(point);
      }
    }

    private void findStop(CrashPoint point) {
      long left = number;
      for (FileChange c : point.writesInOrder()) {
        if (left < c.bytes.length) {
          stopAt = c.sequence;
          stopBytes = (int) left;
          return;
        }
        left -= c.bytes.length;
      }
    }

    /** Whether an operation on a directory is done. */
    boolean[] directory(long[] sequences, int count) {
      boolean[] done = new boolean[count];
      switch (kind) {
        case NOTHING -> {}
        case EVERYTHING, ALL_BUT_SECTOR, ONLY_SECTOR -> Arrays.fill(done, true);
        case EXACTLY -> {
          for (int i = 0; i < count; i++) {
            done[i] = (names >>> i & 1) != 0;
          }
        }
        case PREFIX -> {
          for (int i = 0; i < count; i++) {
            done[i] = sequences[i] < stopAt;
          }
        }
        case RANDOM -> {
          int style = random.nextInt(8);
          if (style < 4) {
            Arrays.fill(done, true);
          } else if (style == 5) {
            Arrays.fill(done, 0, random.nextInt(count + 1), true);
          } else if (style > 5) {
            for (int i = 0; i < count; i++) {
              done[i] = random.nextBoolean();
            }
          }
        }
      }
      return done;
    }

    /** Which of {@code count} moments the page of a lock file is of; -1 if it is empty. */
    int lockPage(int count) {
      if (kind == Kind.NOTHING) {
        return -1;
      }
      if (kind == Kind.RANDOM && random.nextInt(8) >= 3) {
        return random.nextInt(count + 1) - 1;
      }
      return count - 1;
    }

    /** What is left of a file; null for everything. */
    Survivors file(FileImage f) {
      Survivors s = new Survivors(f);
      switch (kind) {
        case NOTHING -> s.length = f.baseLength;
        case EVERYTHING -> Arrays.fill(s.cutoff, f.count);
        case ALL_BUT_SECTOR -> {
          Arrays.fill(s.cutoff, f.count);
          one(f, s, 0);
        }
        case ONLY_SECTOR -> one(f, s, f.count);
        case PREFIX -> prefix(f, s);
        case EXACTLY -> {
          for (int i = 0; i < f.sectors; i++) {
            s.cutoff[i] = (number >>> (sectorsSeen + i) & 1) != 0 ? f.count : 0;
          }
          s.length = hasNewLengths ? f.finalLength() : f.baseLength;
        }
        case RANDOM -> random(f, s);
      }
      sectorsSeen += f.sectors;
      return s;
    }

    private void one(FileImage f, Survivors s, int cutoff) {
      long n = number - sectorsSeen;
      if (n >= 0 && n < f.sectors) {
        s.cutoff[(int) n] = cutoff;
      }
    }

    private void prefix(FileImage f, Survivors s) {
      int k = 0;
      while (k < f.count && f.changes[k].sequence < stopAt) {
        k++;
      }
      Arrays.fill(s.cutoff, k);
      s.length = f.lengthAfter(k);
      if (k < f.count && f.changes[k].sequence == stopAt) {
        cut(f, s, k, stopBytes);
      }
    }

    /** Everything before change {@code k}, and its first bytes. */
    private void cut(FileImage f, Survivors s, int k, int bytes) {
      FileChange c = f.changes[k];
      int end = c.position + bytes;
      int sector = end >> FileImage.SECTOR_BITS;
      for (int i = c.from() >> FileImage.SECTOR_BITS; i < sector; i++) {
        s.cutoff[i - f.firstSector] = k + 1;
      }
      s.length = Math.max(c.lengthBefore, end);
      if ((end & (FileImage.SECTOR - 1)) != 0 && bytes > 0) {
        s.tornSector = sector;
        s.tornBytes = end & (FileImage.SECTOR - 1);
        s.tornKeepsHead = true;
      }
    }

    private void random(FileImage f, Survivors s) {
      int n = f.count;
      if (n == 0) {
        s.length = f.baseLength;
        return;
      }
      switch (random.nextInt(9)) {
        case 0 -> independent(f, s, 1);
        case 1 -> independent(f, s, 4);
        case 2 -> independent(f, s, 7);
        case 3 -> {
          int k = random.nextInt(n + 1);
          Arrays.fill(s.cutoff, k);
          s.length = f.lengthAfter(k);
        }
        case 4 -> {
          int k = random.nextInt(n);
          Arrays.fill(s.cutoff, k);
          s.length = f.lengthAfter(k);
          if (f.changes[k].bytes.length > 0) {
            cut(f, s, k, random.nextInt(f.changes[k].bytes.length));
          }
        }
        case 5 -> {
          Arrays.fill(s.cutoff, n);
          if (f.sectors > 0) {
            int sector = random.nextInt(f.sectors);
            s.cutoff[sector] = random.nextInt(n);
            if (random.nextBoolean()) {
              tearAt(f, s, sector);
            }
          }
        }
        case 6 -> {
          if (f.sectors > 0) {
            s.cutoff[random.nextInt(f.sectors)] = n;
          }
        }
        case 7 -> {
          Arrays.fill(s.cutoff, n);
          holes(f, s);
        }
        default -> Arrays.fill(s.cutoff, random.nextInt(4) == 0 ? 0 : n);
      }
      length(f, s);
    }

    private void independent(FileImage f, Survivors s, int eighths) {
      int n = f.count;
      boolean versions = n > 1 && random.nextInt(4) == 0;
      for (int i = 0; i < s.cutoff.length; i++) {
        if (versions) {
          s.cutoff[i] = random.nextInt(n + 1);
        } else {
          s.cutoff[i] = random.nextInt(8) < eighths ? n : 0;
        }
      }
      if (f.sectors > 0 && random.nextInt(3) == 0) {
        tearAt(f, s, random.nextInt(f.sectors));
      }
    }

    private void tearAt(FileImage f, Survivors s, int sector) {
      if (s.cutoff[sector] == f.count) {
        s.cutoff[sector] = random.nextInt(f.count);
      }
      s.tornSector = f.firstSector + sector;
      s.tornBytes = 1 + random.nextInt(FileImage.SECTOR - 1);
      s.tornKeepsHead = random.nextInt(4) != 0;
    }

    /** Sectors that the file got and that were never written. */
    private void holes(FileImage f, Survivors s) {
      int firstNew =
          Math.max(f.firstSector, (f.baseLength + FileImage.SECTOR - 1) >> FileImage.SECTOR_BITS);
      int fresh = f.firstSector + f.sectors - firstNew;
      if (fresh <= 0) {
        return;
      }
      int holes = 1 + random.nextInt(Math.min(s.fillSector.length, fresh));
      boolean zeros = stale.length < FileImage.SECTOR || random.nextBoolean();
      for (int i = 0; i < holes; i++) {
        s.fillSector[i] = firstNew + random.nextInt(fresh);
        s.fillSource[i] = zeros ? -1 : staleSector(s.fillSector[i]) << FileImage.SECTOR_BITS;
      }
      s.stale = stale;
      s.fills = holes;
    }

    /**
     * A sector of the deleted file: often the one at the same place, where it is most convincing.
     */
    private int staleSector(int place) {
      int sectors = stale.length >> FileImage.SECTOR_BITS;
      return place < sectors && random.nextBoolean() ? place : random.nextInt(sectors);
    }

    private void length(FileImage f, Survivors s) {
      switch (random.nextInt(8)) {
        case 0 -> s.length = f.baseLength;
        case 1 -> s.length = f.finalLength();
        case 2 -> s.length = f.lengthAfter(random.nextInt(f.count + 1));
        case 3 -> {
          FileChange c = f.changes[random.nextInt(f.count)];
          if (c.isWrite && c.lengthAfter > c.lengthBefore) {
            s.length = c.lengthBefore + random.nextInt(c.lengthAfter - c.lengthBefore);
            if (random.nextBoolean()) {
              s.length = Math.max(c.lengthBefore, s.length & -FileImage.SECTOR);
            }
          }
        }
        default -> {} // as the choice of the sectors left it
      }
    }
  }
}
