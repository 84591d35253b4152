package dev.linnet.soak;

import dev.linnet.bench.Tables;
import dev.linnet.testmesh.Lan;
import dev.linnet.testmesh.Machine;
import dev.linnet.testmesh.QuietLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Storms of faults over a mesh of real daemons, each followed by a calm in which all must be well
 * again: {@code Soak ROOT [--minutes N] [--seed N] [--nodes eu=3,na=2,asia=1] [--into DOCUMENT]}.
 * Exits with 0 if nothing that must hold was broken.
 */
public final class Soak {
  private static final int SPARED = 0;

  private final SoakOptions options;
  private final Path directory;
  private final List<Thread> threads = new ArrayList<>();

  private Soak(SoakOptions options) {
    this.options = options;
    this.directory = options.root().resolve("target/soak");
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    QuietLogs.set();
    Soak soak;
    try {
      soak = new Soak(SoakOptions.parse(args));
      empty(soak.directory);
    } catch (IllegalArgumentException e) {
      System.err.println("soak: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(soak.run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    String machine = Machine.describe();
    Optional<Path> clocks = fakeClock();
    Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
    if (clocks.isEmpty()) {
      kinds.remove(FaultKind.CLOCK_JUMPS);
    }
    try (Journal journal = new Journal(directory.resolve("journal.txt"))) {
      journal.say(
          "seed %d, %d min, nodes %s"
              .formatted(options.seed(), options.minutes(), options.regions()));
      if (clocks.isEmpty()) {
        journal.say("no clock jumps: libfaketime is not here (apt-get install libfaketime)");
      }
      journal.say("no delay or loss by chance: this needs netem, which few kernels here have");
      Breaks breaks = new Breaks(journal);
      try (Site site = new Site(options.root(), directory, options.regions(), clocks)) {
        Thread atExit =
            new Thread(
                () -> {
                  breaks.end();
                  closeQuietly(site);
                },
                "clears up");
        Runtime.getRuntime().addShutdownHook(atExit);
        Report report = weather(site, kinds, journal, breaks);
        report.print(journal);
        report.write(directory.resolve("soak.json"));
        if (options.into() != null) {
          Tables.write(options.into(), "soak", report.table(options.command(), machine));
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
      }
      boolean whole = breaks.count() == 0;
      journal.say(
          (whole ? "passed" : "FAILED, kept for a look")
              + ": journal and logs are in "
              + directory);
      return whole;
    }
  }

  private Report weather(Site site, Set<FaultKind> kinds, Journal journal, Breaks breaks)
      throws Exception {
    Versions versions = new Versions();
    Ledger ledger = new Ledger();
    Map<Host, Auditor> auditors = new LinkedHashMap<>();
    site.hosts().forEach(host -> auditors.put(host, new Auditor(host, versions, breaks, journal)));
    Calm calm = new Calm(site, auditors, versions, breaks, journal);
    Rollouts rollouts =
        new Rollouts(
            site, options.root(), directory.resolve("models"), versions, journal, options.seed());
    Supervisor supervisor = new Supervisor(site, journal, breaks);
    Gauges gauges = new Gauges(site, journal);
    site.start();
    journal.say("all %d nodes are up".formatted(site.hosts().size()));
    rollouts.begin();
    spawn("supervisor", supervisor);
    spawn("gauges", gauges);
    auditors.forEach(
        (host, auditor) -> {
          spawn("auditor of " + host.name(), auditor);
          spawn(
              "camera at " + host.name(),
              new Traffic(host, versions, auditor, ledger, breaks, options.seed()));
        });
    List<Integer> regions =
        IntStream.range(0, site.hosts().size())
            .map(
                i ->
                    options.regions().keySet().stream()
                        .toList()
                        .indexOf(site.hosts().get(i).region()))
            .boxed()
            .toList();
    Schedule schedule = new Schedule(options.seed(), regions, kinds, SPARED);
    try (Storm storm = new Storm(site, journal)) {
      double until = journal.seconds() + options.minutes() * 60.0;
      int storms = 0;
      int counted = 0;
      boolean came = calm.await();
      while (came && journal.seconds() < until) {
        List<Fault> faults = schedule.storm();
        Files.write(
            directory.resolve("schedule.txt"),
            faults.stream().map(Fault::toString).toList(),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        AtomicBoolean over = new AtomicBoolean();
        Thread operator = spawn("operator", () -> operate(rollouts, over, journal));
        storm.blow(faults);
        over.set(true);
        operator.join();
        rollouts.resumeWhatIsPaused();
        rollouts.pushAgainWhatIsLost();
        came = calm.await();
        rollouts.count(calm.states(), counted);
        counted = versions.announced().size();
        journal.say(
            "storm %d: %d faults, %s; %d answered, %d failed, %d broken"
                .formatted(
                    ++storms,
                    faults.size(),
                    came ? "calm after %.0f s".formatted(last(calm.seconds())) : "no calm",
                    ledger.answers(),
                    ledger.failures(),
                    breaks.count()));
      }
      if (!came) {
        site.keepThreads();
      }
      double hours = journal.seconds() / 3600;
      stopWatching();
      new End(site, options.root(), breaks, journal).run();
      return new Report(
          options,
          hours,
          storms,
          storm.made(),
          ledger,
          rollouts,
          calm,
          supervisor,
          gauges,
          breaks,
          site);
    }
  }

  private static double last(List<Double> values) {
    return values.get(values.size() - 1);
  }

  private static void operate(Rollouts rollouts, AtomicBoolean over, Journal journal) {
    try {
      rollouts.during(() -> !over.get());
    } catch (IOException | RuntimeException e) {
      journal.say("the operator gave up until the next storm: " + e);
    }
  }

  private Thread spawn(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(Soak::toldUnlessInterrupted);
    thread.start();
    threads.add(thread);
    return thread;
  }

  /** Whoever is stopped in the midst of a pause ends by an exception, which says nothing. */
  private static void toldUnlessInterrupted(Thread thread, Throwable failure) {
    if (!thread.isInterrupted()) {
      System.err.println("soak: the thread " + thread.getName() + " ended: " + failure);
    }
  }

  /** From here on nothing is judged but what is done at the end. */
  private void stopWatching() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join(20_000);
    }
    threads.clear();
  }

  private static void closeQuietly(Site site) {
    try {
      site.close();
    } catch (IOException e) {
      System.err.println("soak: not everything could be cleared up: " + e.getMessage());
    }
  }

  private static Optional<Path> fakeClock() throws IOException {
    try (Stream<Path> all =
        Files.find(
            Path.of("/usr/lib"), 4, (path, any) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
      return all.findFirst();
    }
  }

  private static void empty(Path directory) throws IOException {
    Lan.removeLeftovers();
    try {
      Disk.unmountAll(directory);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          directory + " is in use: end the other soak that runs there first", e);
    }
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(directory);
  }
}
