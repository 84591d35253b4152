/**
 * What a Java program does that calls a node, as {@code docs/client.md} tells it. Entry point:
 * {@link dev.linnet.client.ClientExamples}. The examples know the stubs of {@code linnet-proto},
 * gRPC and gson, and nothing else of Linnet.
 */
@NullMarked
package dev.linnet.client;

import org.jspecify.annotations.NullMarked;
