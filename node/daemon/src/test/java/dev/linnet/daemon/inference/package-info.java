/**
 * The Open Inference Protocol as its clients meet it: a real gRPC server and a real HTTP server on
 * loopback, in front of real models. Entry type: {@link dev.linnet.daemon.inference.Doors}.
 */
@NullMarked
package dev.linnet.daemon.inference;

import org.jspecify.annotations.NullMarked;
