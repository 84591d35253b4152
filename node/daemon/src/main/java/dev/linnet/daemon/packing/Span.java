package dev.linnet.daemon.packing;

import java.util.Comparator;

/** Where one tensor's data lies in a file. */
record Span(long offset, long sizeBytes) {
  /** Of two that begin together the longer first: the shorter is then passed over as inside it. */
  static final Comparator<Span> ORDER =
      Comparator.comparingLong(Span::offset)
          .thenComparing(Comparator.comparingLong(Span::sizeBytes).reversed());

  long end() {
    return offset + sizeBytes;
  }
}
