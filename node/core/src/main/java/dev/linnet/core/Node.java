package dev.linnet.core;

final class Node {
  private Node() {}
}
