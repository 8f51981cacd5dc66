/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.error.SynaIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Logs figures of this process as metrics of a run, in a thread of its own.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class SystemMetrics {
  private static final String PREFIX = "system/";
  private static final double MIB = 1 << 20;

  private final LiveRun run;
  private final long intervalNanos;
  private final Thread thread;
  private volatile boolean isStopped;

  private SystemMetrics(LiveRun run, Duration interval) {
    this.run = run;
    this.intervalNanos = interval.toNanos();
    this.thread = new Thread(null, this::loop, "synadb-system-" + run.id());
    thread.setDaemon(true);
  }

  /** Starts to log. */
  static SystemMetrics start(LiveRun run, Duration interval) {
    SystemMetrics m = new SystemMetrics(run, interval);
    m.thread.start();
    return m;
  }

  /** Logs no more; what is being logged may still come. */
  void stop() {
    isStopped = true;
    LockSupport.unpark(thread);
  }

  private void loop() {
    while (!isStopped) {
      try {
        sample();
      } catch (IllegalStateException | SynaIOException e) {
        return; // the run has ended, or cannot be written any more, which who logs is told
      }
      long due = System.nanoTime() + intervalNanos;
      for (long rest = intervalNanos; rest > 0 && !isStopped; rest = due - System.nanoTime()) {
        LockSupport.parkNanos(this, rest);
      }
    }
  }

  /** Logs each figure once. */
  private void sample() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    log("cpu/process", load(server, "ProcessCpuLoad"));
    log("cpu/system", load(server, "CpuLoad"));
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    log("memory/heap_mib", memory.getHeapMemoryUsage().getUsed() / MIB);
    log("memory/non_heap_mib", memory.getNonHeapMemoryUsage().getUsed() / MIB);
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("direct")) {
        log("memory/direct_mib", pool.getMemoryUsed() / MIB);
      }
    }
    double millis = 0;
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, gc.getCollectionTime());
    }
    log("gc/seconds", millis / 1000);
    log("threads", (double) ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private void log(String name, @Nullable Double value) {
    if (value != null) {
      run.metric(PREFIX + name).add(value);
    }
  }

  /** A load from 0 to 1; null where the machine does not tell. */
  private static @Nullable Double load(MBeanServer server, String attribute) {
    try {
      Object v = server.getAttribute(new ObjectName("java.lang:type=OperatingSystem"), attribute);
      return v instanceof Double d && d >= 0 ? d : null;
    } catch (JMException | RuntimeException e) {
      return null; // not on this JVM
    }
  }
}
