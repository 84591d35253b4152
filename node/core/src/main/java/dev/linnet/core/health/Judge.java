package dev.linnet.core.health;

final class Judge {
  private Judge() {}
}
