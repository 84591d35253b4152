package dev.linnet.soak;

import dev.linnet.testmesh.Await;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resident memory and open descriptors of each daemon, every five seconds. */
final class Gauges implements Runnable {
  private static final long PERIOD_MILLIS = 5_000;

  private final Site site;
  private final Journal journal;
  private final Map<Host, List<Slope.Sample>> mebibytes = new LinkedHashMap<>();
  private final Map<Host, List<Slope.Sample>> descriptors = new LinkedHashMap<>();

  Gauges(Site site, Journal journal) {
    this.site = site;
    this.journal = journal;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      site.hosts().forEach(this::look);
      Await.pause(PERIOD_MILLIS);
    }
  }

  private synchronized void look(Host host) {
    long pid = host.node.pid();
    long bytes = Proc.residentBytes(pid);
    long open = Proc.descriptors(pid);
    if (host.node.isRunning() && bytes > 0 && open > 0) {
      double seconds = journal.seconds();
      samples(mebibytes, host).add(new Slope.Sample(pid, seconds, bytes / 1048576.0));
      samples(descriptors, host).add(new Slope.Sample(pid, seconds, open));
    }
  }

  synchronized List<Slope.Sample> mebibytes(Host host) {
    return List.copyOf(samples(mebibytes, host));
  }

  synchronized List<Slope.Sample> descriptors(Host host) {
    return List.copyOf(samples(descriptors, host));
  }

  private static List<Slope.Sample> samples(Map<Host, List<Slope.Sample>> of, Host host) {
    return of.computeIfAbsent(host, any -> new ArrayList<>());
  }
}
