/**
 * Models that answer: versions loaded into ONNX Runtime, swapped without dropping a request,
 * compared with the version before, and observed. Entry point: {@link
 * dev.linnet.daemon.serving.ModelServer}. Knows nothing of rollouts, of the wire, or of where a
 * model's files came from.
 */
@NullMarked
package dev.linnet.daemon.serving;

import org.jspecify.annotations.NullMarked;
