/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupCommitTest {
  private static final int THREADS = 24;
  private static final int EACH = 2000;

  private final GroupCommit group = new GroupCommit();
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
  private final AtomicBoolean isServed = new AtomicBoolean();
  private final CountDownLatch leads = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  /** Tickets are drawn, and work serves all that were drawn before it. */
  @Test
  void everybodyIsServedAndOneWorksAtATime() throws Exception {
    AtomicLong drawn = new AtomicLong();
    AtomicLong served = new AtomicLong();
    AtomicInteger working = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    AtomicInteger early = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      all.add(
          pool.submit(
              () -> {
                for (int i = 0; i < EACH; i++) {
                  long mine = drawn.incrementAndGet();
                  group.await(
                      () -> served.get() >= mine,
                      () -> {
                        together.addAndGet(working.getAndIncrement());
                        served.set(drawn.get());
                        working.decrementAndGet();
                      });
                  early.addAndGet(served.get() >= mine ? 0 : 1);
                }
              }));
    }
    for (Future<?> f : all) {
      f.get(50, TimeUnit.SECONDS);
    }
    assertThat(together).hasValue(0);
    assertThat(early).hasValue(0);
    assertThat(served).hasValue((long) THREADS * EACH);
  }

  private Future<?> leader(Runnable end) throws InterruptedException {
    Future<?> leader =
        pool.submit(
            () ->
                group.await(
                    isServed::get,
                    () -> {
                      leads.countDown();
                      while (mayEnd.getCount() > 0) {
                        Thread.onSpinWait();
                      }
                      end.run();
                    }));
    leads.await();
    return leader;
  }

  @Test
  void aLeaderThatFailsLeavesTheOthersToTryThemselves() throws Exception {
    Future<?> first =
        leader(
            () -> {
              throw new IllegalStateException("no disk");
            });
    Future<?> second = pool.submit(() -> group.await(isServed::get, () -> isServed.set(true)));
    Thread.sleep(20); // by now it sleeps, most likely; the outcome is the same if not
    mayEnd.countDown();
    assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS)).hasMessageContaining("no disk");
    second.get(20, TimeUnit.SECONDS);
    assertThat(isServed).isTrue();
  }

  @Test
  void anInterruptIsKeptAndDoesNotEndTheWait() throws Exception {
    AtomicBoolean stayedInterrupted = new AtomicBoolean();
    Thread waiter =
        new Thread(
            () -> {
              group.await(isServed::get, () -> {});
              stayedInterrupted.set(isServed.get() && Thread.currentThread().isInterrupted());
            });
    Future<?> leader = leader(() -> isServed.set(true));
    waiter.start();
    waiter.interrupt();
    waiter.join(50);
    assertThat(waiter.isAlive()).isTrue();
    mayEnd.countDown();
    leader.get(20, TimeUnit.SECONDS);
    waiter.join();
    assertThat(stayedInterrupted).isTrue();
  }

  /** As when a failure tells everybody that it makes no sense to wait any more. */
  @Test
  void whoSleepsCanBeWokenFromOutside() throws Exception {
    AtomicBoolean isHopeless = new AtomicBoolean();
    Future<?> leader = leader(() -> isServed.set(true));
    Future<?> waiter = pool.submit(() -> group.await(isHopeless::get, () -> {}));
    Thread.sleep(20); // as above
    isHopeless.set(true);
    group.wakeAll();
    waiter.get(20, TimeUnit.SECONDS);
    mayEnd.countDown();
    leader.get(20, TimeUnit.SECONDS);
  }
}
