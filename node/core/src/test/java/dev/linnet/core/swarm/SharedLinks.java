package dev.linnet.core.swarm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Transfers over links of bounded capacity in virtual time, shared as TCP shares them in the long
 * run: max-min fairly. A sender works on a few transfers at a time, the others wait in line.
 */
final class SharedLinks {
  /** One direction of a link. */
  static final class Link {
    final double bytesPerNano;
    private double left;
    private int unfixed;

    Link(double bytesPerSecond) {
      this.bytesPerNano = bytesPerSecond / 1e9;
    }
  }

  /** Who sends: its link, and how many transfers share it at once. */
  static final class Sender {
    final Link link;
    final int slots;
    private int sending;
    private final Queue<Transfer> waiting = new ArrayDeque<>();

    Sender(double bytesPerSecond, int slots) {
      this.link = new Link(bytesPerSecond);
      this.slots = slots;
    }
  }

  /** Time as the links know it. */
  interface Timeline {
    long nowNanos();

    void after(long delayNanos, Runnable action);
  }

  private static final class Transfer {
    final Sender sender;
    final List<Link> links;
    final Runnable done;
    double bytesLeft;
    double bytesPerNano;

    Transfer(Sender sender, List<Link> links, double bytes, Runnable done) {
      this.sender = sender;
      this.links = links;
      this.bytesLeft = bytes;
      this.done = done;
    }
  }

  private final Timeline timeline;
  private final List<Transfer> running = new ArrayList<>();
  private long lastNanos;
  private long plan;

  SharedLinks(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Sends bytes over the sender's link and then these. */
  void send(Sender sender, List<Link> over, double bytes, Runnable done) {
    List<Link> links = new ArrayList<>(over);
    links.add(sender.link);
    progress();
    sender.waiting.add(new Transfer(sender, links, bytes, done));
    startWaiting(sender);
    replan();
  }

  private void startWaiting(Sender sender) {
    while (sender.sending < sender.slots && !sender.waiting.isEmpty()) {
      sender.sending++;
      running.add(sender.waiting.remove());
    }
  }

  private void progress() {
    long nowNanos = timeline.nowNanos();
    for (Transfer transfer : running) {
      transfer.bytesLeft -= transfer.bytesPerNano * (nowNanos - lastNanos);
    }
    lastNanos = nowNanos;
  }

  private void replan() {
    shareFairly();
    double soonest = Double.POSITIVE_INFINITY;
    for (Transfer transfer : running) {
      soonest = Math.min(soonest, transfer.bytesLeft / transfer.bytesPerNano);
    }
    long planned = ++plan;
    if (!running.isEmpty()) {
      timeline.after(Math.max(0, (long) Math.ceil(soonest)), () -> finish(planned));
    }
  }

  /** Progressive filling: the link with the least for each fixes its transfers' share. */
  private void shareFairly() {
    List<Transfer> open = new ArrayList<>(running);
    for (Transfer transfer : open) {
      for (Link link : transfer.links) {
        link.left = link.bytesPerNano;
        link.unfixed = 0;
      }
    }
    open.forEach(transfer -> transfer.links.forEach(link -> link.unfixed++));
    while (!open.isEmpty()) {
      double least = Double.POSITIVE_INFINITY;
      for (Transfer transfer : open) {
        for (Link link : transfer.links) {
          least = Math.min(least, link.left / link.unfixed);
        }
      }
      double share = least * (1 + 1e-9);
      List<Transfer> fixed = new ArrayList<>();
      for (Transfer transfer : open) {
        if (transfer.links.stream().anyMatch(link -> link.left / link.unfixed <= share)) {
          fixed.add(transfer);
        }
      }
      for (Transfer transfer : fixed) {
        transfer.bytesPerNano = least;
        for (Link link : transfer.links) {
          link.left -= least;
          link.unfixed--;
        }
      }
      open.removeAll(fixed);
    }
  }

  private void finish(long planned) {
    if (planned != plan) {
      return;
    }
    progress();
    List<Transfer> done = running.stream().filter(transfer -> transfer.bytesLeft < 1).toList();
    running.removeAll(done);
    done.forEach(transfer -> transfer.sender.sending--);
    done.forEach(transfer -> startWaiting(transfer.sender));
    replan();
    done.forEach(transfer -> transfer.done.run());
  }
}
