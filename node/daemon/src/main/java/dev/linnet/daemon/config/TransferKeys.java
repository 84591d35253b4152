package dev.linnet.daemon.config;

import dev.linnet.daemon.transfer.Transfers;
import dev.linnet.documents.Units;

/** The keys below {@code transfer}. */
final class TransferKeys {
  /** At less, a chunk would take longer than anyone waits for it. */
  private static final long LEAST_RATE = 64 * 1024;

  private static final long NO_CAP = 0;

  private static final Kind<Long> RATE =
      Kind.parsed("bytes a second, `64Ki` or more", Units::bytes)
          .unquoted()
          .then(
              (node, bytesPerSecond) -> {
                if (bytesPerSecond < LEAST_RATE) {
                  throw node.error("expected at least 64Ki bytes a second, got " + node.string());
                }
                return bytesPerSecond;
              });

  private static final Key<Integer> UPLOADS =
      Key.of(
          "uploads",
          Kind.integer(1, 256),
          "8",
          "chunks that are given to other nodes at once, half of them at most to one; who asks for"
              + " more waits in line, each behind itself alone");

  private static final Key<Long> SEND_RATE =
      Key.optional("sendRate", RATE, "bytes of chunks that go to other nodes, all together");

  private static final Key<Long> RECEIVE_RATE =
      Key.optional("receiveRate", RATE, "bytes of chunks that come from other nodes and origins");

  static final Kind<Transfers> KIND =
      Kind.mapping(
          values ->
              new Transfers(
                  values.get(UPLOADS),
                  values.find(SEND_RATE).orElse(NO_CAP),
                  values.find(RECEIVE_RATE).orElse(NO_CAP)),
          UPLOADS,
          SEND_RATE,
          RECEIVE_RATE);

  private TransferKeys() {}
}
