/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.SynaReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Cuts the keys with a prefix into slices, and goes through those of one. */
final class KeySlices {
  private static final int PAGE = 4096;

  private KeySlices() {}

  /** How keys are asked for, a page at a time. */
  @FunctionalInterface
  interface Pages {
    List<String> page(String prefix, @Nullable String after, int limit);
  }

  /**
   * Slices of so many keys or fewer. The bounds are those of the file as it is now, deleted keys
   * among them, which takes no look at any record; a slice counts too many rather than too few.
   */
  static List<Slice> cut(OpenFile file, String prefix, int keys) {
    Pages pages = file.newest()::keysWithHistory;
    List<Slice> slices = new ArrayList<>();
    String after = null;
    while (true) {
      String last = after;
      long n = 0;
      while (n < keys) {
        int size = (int) Math.min(PAGE, keys - n);
        List<String> page = pages.page(prefix, last, size);
        n += page.size();
        last = page.isEmpty() ? last : page.get(page.size() - 1);
        if (page.size() < size) {
          slices.add(new Slice(file.state(), after, null, n));
          return slices;
        }
      }
      slices.add(new Slice(file.state(), after, last, n));
      after = last;
    }
  }

  /** The keys of a slice. */
  static Iterator<String> keys(Pages pages, String prefix, Slice slice) {
    return new Iterator<>() {
      private List<String> page = List.of();
      private int at;
      private @Nullable String last = slice.after();
      private boolean isEnd;

      @Override
      public boolean hasNext() {
        if (at == page.size() && !isEnd) {
          page = pages.page(prefix, last, PAGE);
          at = 0;
          isEnd = page.size() < PAGE;
          last = page.isEmpty() ? last : page.get(page.size() - 1);
        }
        return at < page.size() && !slice.isBefore(page.get(at));
      }

      @Override
      public String next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return page.get(at++);
      }
    };
  }

  /** The keys that have a value. */
  static Pages live(SynaReader reader) {
    return reader::keys;
  }
}
