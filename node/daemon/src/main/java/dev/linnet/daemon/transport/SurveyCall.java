package dev.linnet.daemon.transport;

import dev.linnet.proto.v1.MeshGrpc;
import dev.linnet.proto.v1.SurveyRequest;
import dev.linnet.proto.v1.SurveyResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks one peer what it measured; who answers must be who was asked. */
final class SurveyCall implements StreamObserver<SurveyResponse> {
  private static final long DEADLINE_SECONDS = 10;

  private final Expected of;
  private final ClientCall<SurveyRequest, SurveyResponse> call;
  private final CompletableFuture<SurveyResponse> result = new CompletableFuture<>();

  private SurveyCall(Link link) {
    this.of = link.expected();
    this.call =
        link.channel()
            .newCall(
                MeshGrpc.getSurveyMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
  }

  static CompletableFuture<SurveyResponse> start(Link link, boolean roundTrips) {
    SurveyCall survey = new SurveyCall(link);
    ClientCalls.asyncUnaryCall(
        survey.call, SurveyRequest.newBuilder().setRoundTrips(roundTrips).build(), survey);
    return survey.result;
  }

  @Override
  public void onNext(SurveyResponse answer) {
    try {
      of.require(Link.serverOf(call));
      result.complete(answer);
    } catch (Refused e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    result.completeExceptionally(Status.INTERNAL.withDescription("no answer").asException());
  }
}
