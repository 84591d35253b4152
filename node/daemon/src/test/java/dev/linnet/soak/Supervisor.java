package dev.linnet.soak;

import dev.linnet.testmesh.Await;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Starts daemons again that ended by themselves, as systemd does. */
final class Supervisor implements Runnable {
  private static final long PERIOD_MILLIS = 250;
  private static final long RESTART_MILLIS = 1_000;

  private final Site site;
  private final Journal journal;
  private final Breaks breaks;
  private final Map<String, Integer> ends = new TreeMap<>();

  Supervisor(Site site, Journal journal, Breaks breaks) {
    this.site = site;
    this.journal = journal;
    this.breaks = breaks;
  }

  /** How often daemons ended by themselves, by what they were under and their exit code. */
  synchronized Map<String, Integer> ends() {
    return new TreeMap<>(ends);
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      site.hosts().forEach(this::look);
      Await.pause(PERIOD_MILLIS);
    }
  }

  private void look(Host host) {
    synchronized (host) {
      if (!host.wanted() || host.node.isRunning()) {
        return;
      }
      Optional<String> excuse = host.excuse();
      String how = excuse.orElse("nothing") + ", exit code " + host.node.exitCode();
      journal.write(host.name() + " ended by itself under: " + how);
      synchronized (this) {
        ends.merge(how, 1, Integer::sum);
      }
      if (excuse.isEmpty()) {
        breaks.add("F-10", host.name() + " ended by itself, exit code " + host.node.exitCode());
      }
    }
    Await.pause(RESTART_MILLIS);
    synchronized (host) {
      if (host.wanted() && !host.node.isRunning()) {
        host.startedAgain();
        host.node.start();
      }
    }
  }
}
