package dev.linnet.daemon.probe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * What Linux says of its devices: a directory for each, a small file for each attribute. An
 * attribute that is not there, or that the driver does not give just now, says nothing.
 */
final class Sysfs {
  private Sysfs() {}

  /** The devices of a class, by name. */
  static List<Path> devices(Path sysfs, String deviceClass) {
    List<Path> devices = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(sysfs.resolve("class").resolve(deviceClass))) {
      all.forEach(devices::add);
    } catch (IOException e) {
      return List.of(); // This machine has none of them.
    }
    Collections.sort(devices);
    return devices;
  }

  /** An attribute's text; empty if it says nothing. */
  static String text(Path device, String attribute) {
    try {
      return Files.readString(device.resolve(attribute)).strip();
    } catch (IOException e) {
      return "";
    }
  }

  static OptionalLong number(Path device, String attribute) {
    try {
      return OptionalLong.of(Long.parseLong(text(device, attribute)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
