package dev.linnet.core.replica;

final class Replica {
  private Replica() {}
}
