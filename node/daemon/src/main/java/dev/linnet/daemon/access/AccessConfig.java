package dev.linnet.daemon.access;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the API ports are called.
 *
 * @param tls whether they speak TLS; default no, which loopback alone allows
 * @param owners the certificate and key that they show; null for the node's own
 * @param tokens the directory of tokens, one of which each caller must show; null if none is asked
 *     for, which loopback alone allows
 * @param names what the HTTP API may be called in {@code Host}, besides names of loopback
 */
public record AccessConfig(
    boolean tls, @Nullable Owners owners, @Nullable Path tokens, Set<String> names) {
  /** Everybody, in plain: who reaches loopback. */
  public static final AccessConfig OPEN = new AccessConfig(false, null, null, Set.of());

  /** PEM files of the owner's. */
  public record Owners(Path certificate, Path key) {}

  public AccessConfig {
    names = Set.copyOf(names);
  }
}
