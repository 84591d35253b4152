package dev.linnet.daemon.transport;

import dev.linnet.proto.v1.Frame;
import java.util.Locale;

/** The kind of a frame, in the words of mesh.proto. */
final class FrameKind {
  private FrameKind() {}

  static String of(Frame frame) {
    String kind =
        frame.hasMessage() ? frame.getMessage().getKindCase().name() : frame.getKindCase().name();
    return kind.toLowerCase(Locale.ROOT);
  }
}
