package dev.linnet.daemon.transport;

import com.google.protobuf.ByteString;
import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.identity.NodeIdentity;
import dev.linnet.proto.v1.Frame;
import dev.linnet.proto.v1.Hello;
import dev.linnet.proto.v1.Membership;
import dev.linnet.proto.v1.MeshGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.CallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Has a good certificate and says what it likes. */
final class HostileMember implements AutoCloseable, StreamObserver<Frame> {
  static final String ADDRESS = "127.0.0.1:9";

  private final List<Frame> received = new CopyOnWriteArrayList<>();
  private final Netty netty;
  private final ManagedChannel channel;
  private final CallStreamObserver<Frame> out;
  private volatile boolean ended;

  HostileMember(NodeIdentity identity, Address to) throws Exception {
    this(identity, to, Hello.newBuilder().setProtocolVersion(1));
  }

  /** One that greets with these versions. */
  HostileMember(NodeIdentity identity, Address to, Hello.Builder hello) throws Exception {
    netty =
        new Netty(
            identity,
            "127.0.0.1",
            Runnable::run,
            new Refusals(line -> {}, System::nanoTime),
            new Revoked());
    channel = netty.channel(to);
    out = (CallStreamObserver<Frame>) MeshGrpc.newStub(channel).exchange(this);
    out.onNext(
        Frame.newBuilder()
            .setHello(hello.setRegion(identity.region().value()).setAddress(ADDRESS))
            .build());
  }

  /** Says something, of whatever kind. */
  void say(Frame frame) {
    out.onNext(frame);
  }

  /** Whether what is said now does not have to wait at this side. */
  boolean hasRoom() {
    return out.isReady();
  }

  /** Whether the other side has greeted, and so hears what is said. */
  boolean isGreeted() {
    return received.stream().anyMatch(Frame::hasHello);
  }

  /** Whether the other side has ended the session. */
  boolean isCutOff() {
    return ended;
  }

  /** Offers a table of members. */
  void offer(ByteString table) {
    out.onNext(
        Frame.newBuilder()
            .setMembership(
                Membership.newBuilder()
                    .putHeaders("q", "sc/membership/sync")
                    .putHeaders("sender", ADDRESS)
                    .setPayload(table))
            .build());
  }

  /** Whether a membership frame of this kind came. */
  boolean received(String qualifier) {
    return received.stream()
        .anyMatch(frame -> qualifier.equals(frame.getMembership().getHeadersMap().get("q")));
  }

  @Override
  public void onNext(Frame frame) {
    received.add(frame);
  }

  @Override
  public void onError(Throwable failure) {
    ended = true;
  }

  @Override
  public void onCompleted() {
    ended = true;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    netty.close();
  }
}
