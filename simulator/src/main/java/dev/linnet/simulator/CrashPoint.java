package dev.linnet.simulator;

/** Where in the handling of an event that writes something a process may die. */
public enum CrashPoint {
  /** Nothing of the event is on the disk, and nothing of it was sent. */
  BEFORE_WRITE,
  /** All of it is on the disk, and nothing of it was sent. */
  AFTER_WRITE,
  /** All of it is on the disk, and all of it was sent. */
  AFTER_SEND
}
