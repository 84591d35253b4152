package dev.linnet.demo.scenes;

/** What a camera sees. The names are in alphabetical order, which is the order of the classes. */
public enum Subject {
  ANIMAL,
  EMPTY,
  PERSON,
  VEHICLE
}
