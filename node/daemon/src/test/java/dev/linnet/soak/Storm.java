package dev.linnet.soak;

import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Makes the faults of a storm, each at its time and on a thread of its own, and ends them. */
final class Storm implements AutoCloseable {
  private static final long NARROW_BYTES = 16L * 1024 * 1024;

  /** What a process may still take when its address space ends: less than a thread's stack. */
  private static final long MARGIN_BYTES = 256 * 1024;

  private final Site site;
  private final Journal journal;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<FaultKind, Integer> made =
      Collections.synchronizedMap(new EnumMap<>(FaultKind.class));

  Storm(Site site, Journal journal) {
    this.site = site;
    this.journal = journal;
  }

  /** How many faults there were of each kind. */
  Map<FaultKind, Integer> made() {
    Map<FaultKind, Integer> copy = new EnumMap<>(FaultKind.class);
    copy.putAll(made);
    return copy;
  }

  /** Makes all faults; returns when each has ended. */
  void blow(List<Fault> faults) throws Exception {
    long began = System.nanoTime();
    List<Future<?>> all = new ArrayList<>();
    for (Fault fault : faults) {
      long waitMillis = fault.atMillis() - (System.nanoTime() - began) / 1_000_000;
      if (waitMillis > 0) {
        Thread.sleep(waitMillis);
      }
      all.add(threads.submit(() -> make(fault)));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }

  private void make(Fault fault) {
    Host host = site.hosts().get(fault.host());
    journal.write("begins at " + host.name() + ": " + fault.kind().words);
    made.merge(fault.kind(), 1, Integer::sum);
    host.strike(fault.kind());
    try {
      make(fault, host);
    } finally {
      host.relieve(fault.kind());
      journal.write("ended at " + host.name() + ": " + fault.kind().words);
    }
  }

  private void make(Fault fault, Host host) {
    switch (fault.kind()) {
      case KILLED -> restart(host, fault, () -> {});
      case BITS_FLIPPED -> restart(host, fault, () -> flip(host, fault.draw()));
      case STOPPED -> {
        signal(host, "STOP");
        Await.pause(fault.forMillis());
        signal(host, "CONT");
      }
      case CUT_OFF -> cutOff(host, fault);
      case UNHEARD -> unheard(host, fault);
      case UNPLUGGED -> {
        site.lan().plug(host.number, false);
        Await.pause(fault.forMillis());
        site.lan().plug(host.number, true);
      }
      case FLAPPING -> {
        for (int left = fault.forMillis(); left > 0; left -= 4_000) {
          site.lan().plug(host.number, false);
          Await.pause(2_000);
          site.lan().plug(host.number, true);
          Await.pause(2_000);
        }
      }
      case SLOW_LINK -> {
        site.lan().slow(host.number, 256);
        Await.pause(fault.forMillis());
        site.lan().unslow(host.number);
      }
      case DISK_NARROW, DISK_FULL -> {
        host.disk.fill(fault.kind() == FaultKind.DISK_FULL ? 0 : NARROW_BYTES);
        Await.pause(fault.forMillis());
        host.disk.empty();
      }
      case DISK_READ_ONLY -> {
        host.disk.turnReadOnly();
        Await.pause(fault.forMillis());
        host.want(false);
        host.node.kill9();
        host.disk.repair();
        host.want(true);
        start(host);
      }
      case DISK_STALLS -> {
        for (int left = fault.forMillis(); left > 0; left -= 2_000) {
          host.disk.freeze(true);
          Await.pause(1_500);
          host.disk.freeze(false);
          Await.pause(500);
        }
      }
      case CLOCK_JUMPS -> {
        long seconds = new SplittableRandom(fault.draw()).nextLong(-5_400, 5_400);
        setClock(host, seconds);
        Await.pause(fault.forMillis());
        setClock(host, 0);
      }
      case DESCRIPTORS ->
          limit(host, fault, Proc.Limit.FILES, Proc.descriptors(host.node.pid()) + 1);
      case MEMORY ->
          limit(
              host,
              fault,
              Proc.Limit.SPACE,
              Proc.addressSpaceBytes(host.node.pid()) + MARGIN_BYTES);
    }
  }

  private void restart(Host host, Fault fault, Runnable meanwhile) {
    host.want(false);
    host.node.kill9();
    meanwhile.run();
    Await.pause(fault.forMillis());
    host.want(true);
    start(host);
  }

  /** The supervisor may have been quicker. */
  static void start(Host host) {
    synchronized (host) {
      if (!host.node.isRunning()) {
        host.node.start();
      }
    }
  }

  private static void signal(Host host, String name) {
    Shell.succeeds(List.of("kill", "-" + name, "" + host.node.pid()));
  }

  private void cutOff(Host host, Fault fault) {
    List<Host> inside = site.region(host.region());
    List<Host> outside = site.hosts().stream().filter(each -> !inside.contains(each)).toList();
    mute(inside, outside, true);
    mute(outside, inside, true);
    Await.pause(fault.forMillis());
    mute(inside, outside, false);
    mute(outside, inside, false);
  }

  private void unheard(Host host, Fault fault) {
    List<Host> deaf = site.region(site.hosts().get(fault.other()).region());
    mute(List.of(host), deaf, true);
    Await.pause(fault.forMillis());
    mute(List.of(host), deaf, false);
  }

  private void mute(List<Host> from, List<Host> to, boolean muted) {
    for (Host one : from) {
      for (Host other : to) {
        site.mute(one.number, other.number, muted);
      }
    }
  }

  private static void setClock(Host host, long seconds) {
    try {
      Files.writeString(host.clock, "%+ds%n".formatted(seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Up to three bits of files of the store, or of the models laid out. */
  private void flip(Host host, long draw) {
    SplittableRandom random = new SplittableRandom(draw);
    List<Path> files;
    try (Stream<Path> all = Files.walk(host.disk.directory().resolve("data"))) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*/(store|models)/.*"))
              .filter(file -> file.toFile().length() > 0)
              .sorted()
              .toList();
      for (int i = 0; i <= random.nextInt(3) && !files.isEmpty(); i++) {
        flip(files.get(random.nextInt(files.size())), random);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flip(Path path, SplittableRandom random) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long at = random.nextLong(file.length());
      file.seek(at);
      int before = file.read();
      file.seek(at);
      file.write(before ^ (1 << random.nextInt(8)));
      journal.write("a bit of " + path + " is flipped at " + at);
    }
  }

  /** The limit falls on the process that runs now; the one after it begins without. */
  private static void limit(Host host, Fault fault, Proc.Limit limit, long value) {
    long pid = host.node.pid();
    String before = limit.hard(pid);
    limit.set(pid, Long.toString(value));
    Await.pause(fault.forMillis());
    limit.set(pid, before);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
