package dev.linnet.bench;

/** What a command's start is compared with: the least that Java can print. */
public final class Hello {
  private Hello() {}

  /** Prints a line. */
  public static void main(String[] args) {
    System.out.println("hello");
  }
}
