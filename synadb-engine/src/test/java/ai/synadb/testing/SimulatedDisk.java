/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A deterministic disk in memory that knows what a power cut may take.
 *
 * <p>Reads see everything that was written, as from a page cache. What was not synced is kept as a
 * list of changes: of every file since its last {@link StorageFile#sync}, and of names since the
 * last {@link #syncDirectory}. {@link #crashPoint} freezes that, and {@link CrashPoint#crash} makes
 * of it one of the disks that a power cut can leave; {@link PowerCut} says which ones are legal.
 * {@link #kill} is what a new process finds when the old one was killed: nothing is lost, and
 * nothing more is durable either.
 *
 * <p>It also fails on demand: {@link #failAt} the n-th call, {@link #capacity} when it is full,
 * {@link #powerOff} for good. A failed write has written half. A mapping is a view of the bytes as
 * they were when it was made, but for one for writing: what is stored there counts as written at
 * the next call. After a failed sync the changes before it are as file systems treat them: a later
 * sync succeeds and does not write them.
 *
 * <p>A path is {@code /anything/name}: the first element names the disk itself and does not matter,
 * so that every disk has a {@link #root} of its own and still finds the same names.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class SimulatedDisk implements Storage {
  private static final AtomicLong DISKS = new AtomicLong();
  private static final int MAX_CALL_BYTES = Integer.MAX_VALUE - 16;

  private final Object monitor = new Object();
  private final String root = "/sim-" + DISKS.incrementAndGet();
  private Set<String> directories = Set.of(""); // replaced when it changes
  private final Map<String, Inode> names = new TreeMap<>();
  private final List<Inode> inodes = new ArrayList<>(); // that some name, durable or not, leads to
  private final List<Inode> locks = new ArrayList<>();
  private final List<Inode> mapped = new ArrayList<>(); // for writing
  private Map<String, Inode> durableNames = Map.of();
  private NameChange[] nameChanges = new NameChange[4];
  private int nameCount;
  private byte[] stale = {};

  private final Set<PlantedFault> faults = EnumSet.noneOf(PlantedFault.class);
  private long operations;
  private long failAt = Long.MAX_VALUE;
  private boolean failsForEver;
  private IOException failure;
  private final List<String> failedCalls = new ArrayList<>();
  private boolean isOff;
  private long capacity = Long.MAX_VALUE;
  private Consumer<CrashPoint> listener;
  private List<String> trace;

  /** An empty disk. */
  public SimulatedDisk() {}

  SimulatedDisk(Set<String> directories) {
    this.directories = directories;
  }

  // ---- what a test does with it

  /** A directory that leads to this disk and to no other. */
  public Path root() {
    return Path.of(root);
  }

  /** The path of a file in {@link #root}. */
  public Path path(String name) {
    return Path.of(root, name);
  }

  /** Makes a directory, durably. */
  public void makeDirectory(String name) {
    synchronized (monitor) {
      Set<String> more = new TreeSet<>(directories);
      more.add(name);
      directories = more;
    }
  }

  /** The names of all files, sorted. */
  public Set<String> names() {
    synchronized (monitor) {
      return new TreeSet<>(names.keySet());
    }
  }

  /** A copy of a file as reads see it. */
  public byte[] contents(String name) {
    synchronized (monitor) {
      sampleMappings();
      return inode(name).contents();
    }
  }

  /** Puts a file here, durably, in the place of what was there. The bytes are not copied. */
  public void setContents(String name, byte[] contents) {
    synchronized (monitor) {
      names.remove(name);
      adopt(name, new Inode(contents, contents.length));
      settle();
    }
  }

  /** Makes it behave as if a call had been forgotten. */
  public void plant(PlantedFault fault) {
    synchronized (monitor) {
      faults.add(fault);
    }
  }

  /** How many calls there were, reads included. */
  public long operations() {
    synchronized (monitor) {
      return operations;
    }
  }

  /**
   * Makes a call fail.
   *
   * @param n which: 1 is the next
   * @param forEver whether all calls after it fail too
   */
  public void failAt(long n, boolean forEver, IOException failure) {
    synchronized (monitor) {
      this.failAt = operations + n;
      this.failsForEver = forEver;
      this.failure = failure;
    }
  }

  /** Ends {@link #failAt}. */
  public void heal() {
    synchronized (monitor) {
      failAt = Long.MAX_VALUE;
      failsForEver = false;
    }
  }

  /** The calls that failed because of {@link #failAt} or {@link #capacity}, each as "call name". */
  public List<String> failedCalls() {
    synchronized (monitor) {
      return List.copyOf(failedCalls);
    }
  }

  /** The bytes that all files together can have. */
  public void capacity(long bytes) {
    synchronized (monitor) {
      capacity = bytes;
    }
  }

  /** The bytes that all files together have. */
  public long used() {
    synchronized (monitor) {
      long n = 0;
      for (Inode i : names.values()) {
        n += i.isLock ? 0 : i.length();
      }
      return n;
    }
  }

  /**
   * All calls from now on fail: the process that used the disk is gone, but its objects are not.
   */
  public void powerOff() {
    synchronized (monitor) {
      isOff = true;
    }
  }

  /** Is told the state behind every operation that changes what a crash can leave. */
  public void onChange(Consumer<CrashPoint> listener) {
    synchronized (monitor) {
      this.listener = listener;
    }
  }

  /** Keeps a line for every call from now on. */
  public void startTrace() {
    synchronized (monitor) {
      trace = new ArrayList<>();
    }
  }

  /** The lines since {@link #startTrace}. */
  public List<String> trace() {
    synchronized (monitor) {
      return trace == null ? List.of() : List.copyOf(trace);
    }
  }

  /** This moment. */
  public CrashPoint crashPoint() {
    synchronized (monitor) {
      sampleMappings();
      return new CrashPoint(
          operations, directories, durableNames, nameChanges, nameCount, inodes, stale);
    }
  }

  /** The disk as it is found after a power cut now. */
  public SimulatedDisk crash(PowerCut cut) {
    return crashPoint().crash(cut);
  }

  /**
   * The disk as a new process finds it when the one that used it is killed now; this one is off
   * from then on.
   */
  public SimulatedDisk kill() {
    synchronized (monitor) {
      sampleMappings();
      Map<Inode, Inode> copies = new IdentityHashMap<>();
      for (Inode i : inodes) {
        copies.put(i, i.afterKill());
      }
      SimulatedDisk d = new SimulatedDisk(directories);
      d.resume(operations, durableNames, nameChanges, nameCount, copies, stale);
      d.faults.addAll(faults);
      d.capacity = capacity;
      isOff = true;
      return d;
    }
  }

  /** A hash over the names and contents of all files as reads see them, without lock files. */
  public long stateHash() {
    return hash(false);
  }

  /** A hash over the names and contents of the lock files. */
  public long lockHash() {
    return hash(true);
  }

  private long hash(boolean ofLocks) {
    synchronized (monitor) {
      long h = 0;
      for (Map.Entry<String, Inode> e : names.entrySet()) {
        if (e.getValue().isLock == ofLocks) {
          h += StateHash.mix(e.getValue().hash(e.getKey().hashCode()));
        }
      }
      return StateHash.mix(h);
    }
  }

  /** Gives a file its name on a disk that is being made. */
  void adopt(String name, Inode inode) {
    names.put(name, inode);
    if (!inodes.contains(inode)) {
      inodes.add(inode);
    }
  }

  /** Makes all names durable. */
  void settle() {
    durableNames = new TreeMap<>(names);
    nameChanges = new NameChange[4];
    nameCount = 0;
  }

  /** Goes on where another disk was, with copies of its files. */
  void resume(
      long operation,
      Map<String, Inode> durable,
      NameChange[] changes,
      int count,
      Map<Inode, Inode> copies,
      byte[] staleBytes) {
    operations = operation;
    stale = staleBytes;
    inodes.addAll(copies.values());
    Map<String, Inode> copied = new TreeMap<>();
    durable.forEach((name, i) -> copied.put(name, copies.get(i)));
    durableNames = copied;
    names.putAll(copied);
    nameChanges = new NameChange[Math.max(4, count)];
    nameCount = count;
    for (int k = 0; k < count; k++) {
      NameChange c = changes[k];
      nameChanges[k] =
          new NameChange(c.sequence(), c.directory(), c.from(), c.to(), copies.get(c.inode()));
      nameChanges[k].apply(names);
    }
  }

  // ---- Storage

  @Override
  public StorageFile open(Path path, Access access) throws IOException {
    synchronized (monitor) {
      String name = nameOf(path);
      enter("open", name);
      if (directories.contains(name)) {
        throw new FileSystemException(path.toString(), null, "Is a directory");
      }
      Inode inode = names.get(name);
      if (inode == null) {
        if (access == Access.READ) {
          throw new NoSuchFileException(path.toString());
        }
        inode = create(path, name);
      } else if (access == Access.CREATE_NEW) {
        throw new FileAlreadyExistsException(path.toString());
      }
      return new SimulatedFile(path, inode, access != Access.READ);
    }
  }

  private Inode create(Path path, String name) throws IOException {
    String directory = directoryOf(name);
    if (!directories.contains(directory)) {
      throw new NoSuchFileException(path.getParent().toString());
    }
    Inode inode = new Inode();
    inodes.add(inode);
    changeNames(new NameChange(operations, directory, null, name, inode));
    changed();
    return inode;
  }

  @Override
  public Kind kind(Path path) throws IOException {
    synchronized (monitor) {
      String name = nameOf(path);
      enter("kind", name);
      return names.containsKey(name)
          ? Kind.FILE
          : directories.contains(name) ? Kind.DIRECTORY : Kind.ABSENT;
    }
  }

  /**
   * A directory is durable at once: what is lost with one that is not is lost with its files too.
   */
  @Override
  public void createDirectory(Path path) throws IOException {
    synchronized (monitor) {
      String name = nameOf(path);
      enter("createDirectory", name);
      makeDirectory(name);
    }
  }

  @Override
  public Object identity(Path path) throws IOException {
    synchronized (monitor) {
      String name = nameOf(path);
      enter("identity", name);
      return names.get(name);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    synchronized (monitor) {
      String source = nameOf(from);
      String target = nameOf(to);
      enter("rename", source, " to ", target);
      Inode inode = names.get(source);
      if (inode == null) {
        throw new NoSuchFileException(from.toString());
      }
      String directory = directoryOf(target);
      if (!directories.contains(directory) || !directory.equals(directoryOf(source))) {
        throw new FileSystemException(from.toString(), to.toString(), "Not in one directory");
      }
      free(names.get(target));
      changeNames(new NameChange(operations, directory, source, target, inode));
      changed();
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    synchronized (monitor) {
      String name = nameOf(path);
      enter("delete", name);
      Inode inode = names.get(name);
      if (inode != null) {
        free(inode);
        changeNames(new NameChange(operations, directoryOf(name), name, null, inode));
        changed();
      }
    }
  }

  @Override
  public void syncDirectory(Path path) throws IOException {
    synchronized (monitor) {
      String directory = nameOf(path);
      enter("syncDirectory", directory);
      if (!directories.contains(directory)) {
        throw new NoSuchFileException(path.toString());
      }
      if (faults.contains(PlantedFault.NO_DIRECTORY_SYNC)) {
        return;
      }
      Map<String, Inode> durable = new TreeMap<>(durableNames);
      NameChange[] left = new NameChange[4];
      int n = 0;
      for (int i = 0; i < nameCount; i++) {
        if (nameChanges[i].directory().equals(directory)) {
          nameChanges[i].apply(durable);
        } else {
          left = n == left.length ? Arrays.copyOf(left, n * 2) : left;
          left[n++] = nameChanges[i];
        }
      }
      durableNames = durable;
      nameChanges = left;
      nameCount = n;
      forgetInodes();
      changed();
    }
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    synchronized (monitor) {
      enter("usableSpace", nameOf(directory));
      return Math.max(0, capacity - used());
    }
  }

  @Override
  public Path canonical(Path path) throws IOException {
    return Path.of(root, nameOf(path));
  }

  @Override
  public Lock tryLock(Path path) throws IOException {
    synchronized (monitor) {
      String name = nameOf(path);
      enter("tryLock", name);
      Inode inode = names.get(name);
      if (inode == null) {
        inode = create(path, name);
      }
      inode.isLock = true;
      if (inode.isLocked) {
        return null;
      }
      inode.isLocked = true;
      return new SimulatedLock(inode);
    }
  }

  @Override
  public ByteBuffer mapLockPage(Path path, int bytes) throws IOException {
    synchronized (monitor) {
      String name = nameOf(path);
      enter("mapLockPage", name);
      Inode inode = names.get(name);
      if (inode == null || !inode.hasPage(bytes)) {
        return null;
      }
      return watched(inode, bytes).asReadOnlyBuffer();
    }
  }

  // ---- inside

  private ByteBuffer shared(Inode inode, int position, int length) {
    if (!mapped.contains(inode)) {
      mapped.add(inode);
    }
    return inode.shared(position, length);
  }

  private ByteBuffer watched(Inode inode, int bytes) {
    ByteBuffer page = inode.page(bytes);
    if (!locks.contains(inode)) {
      locks.add(inode);
    }
    return page.duplicate().limit(bytes).slice();
  }

  /** Notes what was stored into lock pages and mappings since the last call. */
  private void sampleMappings() {
    for (int i = 0; i < mapped.size(); i++) {
      mapped.get(i).absorb(operations);
    }
    for (int i = 0; i < locks.size(); i++) {
      locks.get(i).sample();
    }
  }

  private void enter(String call, String name) throws IOException {
    enter(call, name, "", "");
  }

  private void enter(String call, String name, String more, String other) throws IOException {
    sampleMappings();
    operations++;
    if (isOff) {
      throw new IOException("The power is off: " + call + " " + name);
    }
    if (trace != null) {
      trace.add(operations + " " + call + " " + name + more + other);
    }
    if (mustFail()) {
      throw fail(call, name);
    }
  }

  private boolean mustFail() {
    return operations == failAt || (failsForEver && operations > failAt);
  }

  private IOException fail(String call, String name) {
    failedCalls.add(call + " " + name);
    if (trace != null) {
      trace.add(operations + " " + call + " " + name + " FAILS");
    }
    IOException e = failure;
    return e instanceof FileSystemException f
        ? new FileSystemException(f.getFile(), f.getOtherFile(), f.getReason())
        : new IOException(e.getMessage(), e);
  }

  private void changed() {
    if (listener != null) {
      listener.accept(crashPoint());
    }
  }

  private void changeNames(NameChange c) {
    c.apply(names);
    if (nameCount == nameChanges.length) {
      nameChanges = Arrays.copyOf(nameChanges, nameCount * 2);
    }
    nameChanges[nameCount++] = c;
  }

  private void free(Inode inode) {
    if (inode != null && !inode.isLock && inode.length() >= FileImage.SECTOR) {
      stale = Arrays.copyOf(inode.peek(), inode.length());
    }
  }

  private void forgetInodes() {
    inodes.removeIf(
        i -> {
          boolean pending = false;
          for (int k = 0; k < nameCount; k++) {
            pending |= nameChanges[k].inode() == i;
          }
          return !pending && !durableNames.containsValue(i) && !names.containsValue(i);
        });
  }

  private Inode inode(String name) {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new IllegalArgumentException("No file " + name + " among " + names.keySet());
    }
    return inode;
  }

  private static String nameOf(Path path) {
    String s = path.toString().replace('\\', '/');
    if (!s.startsWith("/")) {
      return s;
    }
    int slash = s.indexOf('/', 1);
    return slash < 0 ? "" : s.substring(slash + 1);
  }

  private static String directoryOf(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  private final class SimulatedLock implements Lock {
    private final Inode inode;
    private boolean isClosed;

    SimulatedLock(Inode inode) {
      this.inode = inode;
    }

    @Override
    public ByteBuffer page(int bytes) throws IOException {
      synchronized (monitor) {
        enter("page", "");
        ByteBuffer page = watched(inode, bytes);
        inode.sample();
        return page;
      }
    }

    @Override
    public void close() {
      synchronized (monitor) {
        if (!isClosed) {
          isClosed = true;
          inode.isLocked = false;
        }
      }
    }
  }

  private final class SimulatedFile implements StorageFile {
    private final Path path;
    private final String name;
    private final Inode inode;
    private final boolean isWritable;
    private boolean isClosed;

    SimulatedFile(Path path, Inode inode, boolean isWritable) {
      this.path = path;
      this.name = nameOf(path);
      this.inode = inode;
      this.isWritable = isWritable;
    }

    private void enterFile(String call, String what) throws IOException {
      enter(call, name, " ", what);
      if (isClosed) {
        throw new IOException("Closed: " + path);
      }
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long length() throws IOException {
      synchronized (monitor) {
        enterFile("length", "");
        return inode.length();
      }
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      synchronized (monitor) {
        enterFile("read", trace == null ? "" : position + "+" + length);
        return inode.read(position, target, offset, length);
      }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      synchronized (monitor) {
        IOException failed = null;
        int n = length;
        try {
          enterFile("write", trace == null ? "" : position + "+" + length);
          requireWritable();
        } catch (IOException e) {
          if (!mustFail()) {
            throw e;
          }
          failed = e;
          n = length / 2;
        }
        if (position + n > MAX_CALL_BYTES) {
          throw new FileSystemException(path.toString(), null, "File too large");
        }
        long room = capacity - used();
        if (failed == null && position + n - inode.length() > room) {
          failedCalls.add("write " + name);
          failed = new FileSystemException(path.toString(), null, "No space left on device");
          n = (int) Math.max(0, Math.min(n, room + inode.length() - position));
        }
        if (n > 0) {
          inode.write(operations, (int) position, source, offset, n);
          inode.show((int) position, n);
          changed();
        }
        if (failed != null) {
          throw failed;
        }
      }
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.duplicate().get(bytes);
      write(position, bytes, 0, bytes.length);
      source.position(source.limit());
    }

    @Override
    public void truncate(long length) throws IOException {
      synchronized (monitor) {
        enterFile("truncate", trace == null ? "" : "to " + length);
        requireWritable();
        if (length != inode.length() && !faults.contains(PlantedFault.NO_TAIL_CUT)) {
          inode.setLength(operations, Math.toIntExact(length));
          changed();
        }
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (monitor) {
        try {
          enterFile("sync", "");
        } catch (IOException e) {
          if (mustFail()) {
            inode.failSync();
          }
          throw e;
        }
        boolean isTemporary = names.get(name) == inode && !name.endsWith(".db");
        if (faults.contains(PlantedFault.NO_SYNC)
            || (faults.contains(PlantedFault.RENAME_BEFORE_SYNC) && isTemporary)) {
          return;
        }
        if (faults.contains(PlantedFault.ACKNOWLEDGE_BEFORE_SYNC)) {
          inode.syncLate();
        } else {
          inode.sync();
        }
        changed();
      }
    }

    /** As {@link #sync}: of the whole file, while a real one promises it of the range. */
    @Override
    public void force(ByteBuffer mapping, int from, int length) throws IOException {
      sync();
    }

    @Override
    public ByteBuffer map(long position, int length, MapMode mode) throws IOException {
      synchronized (monitor) {
        enterFile("map", trace == null ? "" : position + "+" + length);
        if (mode != MapMode.READ_ONLY) {
          requireWritable();
        }
        if (position + length > inode.length()) {
          throw new IOException(
              "Range ends behind the file: " + (position + length) + " > " + inode.length());
        }
        return switch (mode) {
          case READ_ONLY -> inode.view((int) position, length);
          case PRIVATE -> inode.copyOf((int) position, length);
          case SHARED -> shared(inode, (int) position, length);
        };
      }
    }

    @Override
    public Object identity() {
      return inode;
    }

    @Override
    public void close() {
      synchronized (monitor) {
        isClosed = true;
      }
    }

    private void requireWritable() throws IOException {
      if (!isWritable) {
        throw new IOException("Opened for reading: " + path);
      }
    }
  }

  /** Every file and its length: for messages. */
  @Override
  public String toString() {
    synchronized (monitor) {
      Map<String, Integer> m = new TreeMap<>();
      names.forEach((name, i) -> m.put(name, i.length()));
      return root + Collections.unmodifiableMap(m);
    }
  }
}
