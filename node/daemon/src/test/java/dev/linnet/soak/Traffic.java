package dev.linnet.soak;

import dev.linnet.demo.scenes.Scene;
import dev.linnet.demo.scenes.SceneClient;
import dev.linnet.demo.scenes.SceneSource;
import dev.linnet.testmesh.Await;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A camera at one host: asks its node several times a second, and looks whether each answer is one
 * that the version named would give, and whether it may be there.
 */
final class Traffic implements Runnable {
  private static final long PERIOD_MILLIS = 200;

  private final Host host;
  private final Versions versions;
  private final Auditor auditor;
  private final Ledger ledger;
  private final Breaks breaks;
  private final SceneClient client = new SceneClient(Rollouts.MODEL);
  private final SceneSource source;

  Traffic(Host host, Versions versions, Auditor auditor, Ledger ledger, Breaks breaks, long seed) {
    this.host = host;
    this.versions = versions;
    this.auditor = auditor;
    this.ledger = ledger;
    this.breaks = breaks;
    this.source = new SceneSource(new SplittableRandom(seed + host.number));
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      Scene scene = source.draw(Rollouts.light(host.region()));
      Optional<String> before = host.excuse();
      long askedNanos = System.nanoTime();
      SceneClient.Reply reply = client.ask(host.node.http(), scene);
      Optional<String> excuse = before.or(host::excuse);
      if (reply.answer().isPresent()) {
        answered(scene, reply.answer().get(), askedNanos);
      } else if (!reply.failure().equals("interrupted")) {
        failed(reply.failure(), askedNanos, excuse);
      }
      long leftMillis = PERIOD_MILLIS - (System.nanoTime() - askedNanos) / 1_000_000;
      Await.pause(Math.max(20, leftMillis));
    }
  }

  private void answered(Scene scene, SceneClient.Answer answer, long askedNanos) {
    ledger.answered();
    Optional<Versions.Known> known = versions.of(answer.version());
    if (known.isEmpty()) {
      breaks.add("INV-14", host.name() + " answers with unknown version " + answer.version());
    } else if (!answer.isOf(known.get().model(), scene)) {
      breaks.add("INV-16", host.name() + " answers wrongly with version " + answer.version());
    } else {
      auditor.answered(known.get(), askedNanos);
      host.answered();
    }
  }

  private void failed(String how, long askedNanos, Optional<String> excuse) {
    double seconds = (System.nanoTime() - askedNanos) / 1e9;
    ledger.failed(excuse.orElse("no fault of the host"));
    if (excuse.isEmpty()) {
      breaks.add(
          "INV-16",
          "%s did not answer for no fault, after %.1f s: %s".formatted(host.name(), seconds, how));
    }
  }
}
