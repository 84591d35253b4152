package dev.linnet.soak;

import dev.linnet.testmesh.Await;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each daemon holds, every five seconds. */
final class Gauges implements Runnable {
  private static final long PERIOD_MILLIS = 5_000;

  private final Site site;
  private final Journal journal;
  private final Map<Gauge, Map<Host, List<Slope.Sample>>> samples = new EnumMap<>(Gauge.class);

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

  private void look(Host host) {
    long pid = host.node.pid();
    long bytes = Proc.residentBytes(pid);
    List<String> opened = Proc.opened(pid);
    if (!host.node.isRunning() || bytes <= 0 || opened.isEmpty()) {
      return;
    }
    Map<Gauge, Double> values = new EnumMap<>(Gauge.class);
    for (Gauge each : Gauge.values()) {
      values.put(each, 0.0);
    }
    opened.forEach(target -> values.merge(Gauge.of(target), 1.0, Double::sum));
    values.put(Gauge.MEMORY, bytes / 1048576.0);
    values.put(Gauge.DESCRIPTORS, (double) opened.size());
    double seconds = journal.seconds();
    values.forEach((gauge, value) -> add(host, gauge, new Slope.Sample(pid, seconds, value)));
  }

  private synchronized void add(Host host, Gauge gauge, Slope.Sample sample) {
    of(host, gauge).add(sample);
  }

  synchronized List<Slope.Sample> samples(Host host, Gauge gauge) {
    return List.copyOf(of(host, gauge));
  }

  private List<Slope.Sample> of(Host host, Gauge gauge) {
    return samples
        .computeIfAbsent(gauge, any -> new LinkedHashMap<>())
        .computeIfAbsent(host, any -> new ArrayList<>());
  }
}
