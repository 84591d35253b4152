/**
 * The Open Inference Protocol, version 2, over gRPC and over HTTP with JSON or binary tensors.
 * Entry points: {@link dev.linnet.daemon.inference.InferenceGrpcService} and {@link
 * dev.linnet.daemon.inference.InferenceRest}. Translates only: what a request means is decided by
 * {@link dev.linnet.daemon.serving.ModelServer}.
 */
@NullMarked
package dev.linnet.daemon.inference;

import org.jspecify.annotations.NullMarked;
