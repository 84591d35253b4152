package dev.linnet.daemon.command;

import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.UserError;
import dev.linnet.proto.v1.OperatorGrpc;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** The gRPC API of one node. Every failure is a {@link UserError} that says what to do. */
final class NodeClient implements AutoCloseable {
  /** Exit code of a time that ran out while watching. */
  static final int TIMED_OUT = 5;

  /** How gRPC words a connection that broke without an exception. */
  private static final List<String> LOST_CONNECTION =
      List.of("Network closed", "Connection closed", "End of stream", "Unable to resolve host");

  private static final long CALL_SECONDS = 30;
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final Address address;
  private final ManagedChannel channel;

  NodeClient(Address address) {
    this.address = address;
    this.channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .usePlaintext()
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .build();
  }

  Channel channel() {
    return channel;
  }

  /** Asks once and waits for the answer. */
  <T> T ask(Function<OperatorGrpc.OperatorBlockingStub, T> question) {
    return mapped(
        () ->
            question.apply(
                OperatorGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)));
  }

  /** Asks for a stream; it ends when the node ends it, or after {@code seconds} if not 0. */
  <T> Iterator<T> stream(
      long seconds, Function<OperatorGrpc.OperatorBlockingStub, Iterator<T>> question) {
    OperatorGrpc.OperatorBlockingStub stub = OperatorGrpc.newBlockingStub(channel);
    Iterator<T> answers =
        mapped(
            () ->
                question.apply(
                    seconds == 0 ? stub : stub.withDeadlineAfter(seconds, TimeUnit.SECONDS)));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return mapped(answers::hasNext);
      }

      @Override
      public T next() {
        return mapped(answers::next);
      }
    };
  }

  /** Runs a call and explains its failure. */
  <T> T mapped(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw explained(e.getStatus(), e);
    }
  }

  UserError explained(Status status, Throwable cause) {
    String description = Objects.toString(status.getDescription(), status.getCode().name());
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          saidByNode(status)
              ? new UserError(UserError.FAILED, description, cause)
              : new UserError(
                  UserError.UNREACHABLE,
                  "no node answers at "
                      + address
                      + ": is `linnet node run` running there? use --api HOST:PORT",
                  cause);
      case DEADLINE_EXCEEDED ->
          new UserError(TIMED_OUT, "the node at " + address + " did not answer in time", cause);
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          new UserError(UserError.REFUSED, description, cause);
      case UNIMPLEMENTED ->
          new UserError(
              UserError.FAILED,
              "the node at " + address + " does not know this request; is it of another version?",
              cause);
      default -> new UserError(UserError.FAILED, description, cause);
    };
  }

  /** A status that came over the wire has words of the node and no cause on this side. */
  private static boolean saidByNode(Status status) {
    String description = status.getDescription();
    return description != null
        && status.getCause() == null
        && LOST_CONNECTION.stream().noneMatch(description::startsWith);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
