package dev.linnet.core.swarm;

final class Swarm {
  private Swarm() {}
}
