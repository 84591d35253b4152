package dev.linnet.daemon.transport;

import dev.linnet.daemon.identity.SpiffeId;
import dev.linnet.daemon.transfer.Slots;
import dev.linnet.proto.v1.ChunkAsked;
import dev.linnet.proto.v1.Frame;
import dev.linnet.proto.v1.MeshGrpc;
import dev.linnet.proto.v1.SurveyRequest;
import dev.linnet.proto.v1.SurveyResponse;
import io.grpc.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The acceptor's end: streams that others dialled, and chunks for whoever asks. */
final class MeshService extends MeshGrpc.MeshImplBase {
  /** Who called, by certificate. */
  static final Context.Key<SpiffeId> CALLER = Context.key("caller");

  /** Where the call comes from, as the socket has it. */
  static final Context.Key<String> CALLER_HOST = Context.key("caller-host");

  private final MeshContext context;
  private final MeshTransport.ChunkReader chunks;
  private final MeshTransport.Handler handler;
  private final Slots uploads;

  MeshService(
      MeshContext context,
      MeshTransport.ChunkReader chunks,
      BooleanSupplier answering,
      MeshTransport.Handler handler) {
    this.context = context;
    this.handler = handler;
    this.chunks = chunks;
    this.uploads =
        new Slots(context.config().uploads(), answering, System::nanoTime, context::later);
  }

  /** The service with its own way of writing chunks. */
  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(MeshGrpc.SERVICE_NAME)
        .addMethod(bindService().getMethod(MeshGrpc.getExchangeMethod().getFullMethodName()))
        .addMethod(bindService().getMethod(MeshGrpc.getSurveyMethod().getFullMethodName()))
        .addMethod(context.fetch(), ServerCalls.asyncBidiStreamingCall(this::give))
        .build();
  }

  @Override
  public StreamObserver<Frame> exchange(StreamObserver<Frame> responses) {
    return new Accepted(
        CALLER.get(), CALLER_HOST.get(), (ServerCallStreamObserver<Frame>) responses);
  }

  /** One stream that a peer dialled. */
  private final class Accepted implements StreamObserver<Frame> {
    private final SpiffeId caller;
    private final String host;
    private final ServerCallStreamObserver<Frame> responses;
    private final Outbox outbox = context.newOutbox();
    private final Intake intake;
    private @Nullable Session session;
    private boolean turnedAway;

    Accepted(SpiffeId caller, String host, ServerCallStreamObserver<Frame> responses) {
      this.caller = caller;
      this.host = host;
      this.responses = responses;
      responses.setOnReadyHandler(outbox::drain);
      responses.setOnCancelHandler(() -> finish(true));
      responses.disableAutoRequest();
      intake = new Intake(responses::request, System::nanoTime, context::later);
      intake.start();
    }

    @Override
    public void onNext(Frame frame) {
      if (turnedAway) {
        return;
      }
      Runnable done = intake.take(frame.getSerializedSize());
      if (session != null) {
        context.inbox().onFrame(session, frame, done);
        return;
      }
      try {
        Speaker speaker = context.greeting().read(caller, frame, host);
        responses.onNext(context.greeting().hello());
        session = new Session(speaker, outbox, outbox::complete);
        context.sessions().add(session);
        outbox.open(responses);
        done.run();
      } catch (Refused e) {
        turnedAway = true;
        String reason = String.valueOf(e.getMessage());
        context.refusals().refuse("connection of " + caller + " refused: " + reason);
        outbox.close();
        responses.onError(Status.PERMISSION_DENIED.withDescription(reason).asRuntimeException());
      }
    }

    @Override
    public void onError(Throwable failure) {
      finish(true);
    }

    @Override
    public void onCompleted() {
      outbox.complete();
      finish(false);
    }

    private void finish(boolean lost) {
      outbox.close();
      if (session != null) {
        context.sessions().remove(session, lost);
      }
    }
  }

  private StreamObserver<ChunkAsked> give(StreamObserver<ChunkMessage> responses) {
    SpiffeId caller = CALLER.get();
    Upload upload =
        new Upload(
            (ServerCallStreamObserver<ChunkMessage>) responses,
            caller.node().value(),
            chunks,
            sizeBytes -> handler.onChunkSent(caller.region(), sizeBytes),
            context.readers(),
            context::later,
            uploads);
    upload.start();
    return upload;
  }

  @Override
  public void survey(SurveyRequest request, StreamObserver<SurveyResponse> responses) {
    var unused =
        handler
            .onSurvey(request.getRoundTrips())
            .handle(
                (answer, failure) -> {
                  if (failure == null) {
                    responses.onNext(answer);
                    responses.onCompleted();
                  } else {
                    responses.onError(
                        Status.UNAVAILABLE
                            .withDescription("nothing is known yet")
                            .asRuntimeException());
                  }
                  return null;
                });
  }
}
