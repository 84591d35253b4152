package dev.linnet.daemon.joining;

import dev.linnet.daemon.UserError;
import dev.linnet.daemon.identity.Grant;
import dev.linnet.daemon.identity.JoinTokens;
import dev.linnet.daemon.identity.NodeRegister;
import dev.linnet.daemon.identity.SigningRequest;
import dev.linnet.daemon.ports.Guesses;
import dev.linnet.proto.v1.AdmitRequest;
import dev.linnet.proto.v1.AdmitResponse;
import dev.linnet.proto.v1.JoinGrpc;
import dev.linnet.proto.v1.RenewRequest;
import dev.linnet.proto.v1.RenewResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers devices, and says on a line each what came of it. */
final class JoinService extends JoinGrpc.JoinImplBase {
  /** Who called. */
  static final Context.Key<InetAddress> CALLER = Context.key("caller");

  private final JoinTokens tokens;
  private final NodeRegister register;
  private final Guesses guesses;
  private final Clock clock;
  private final Consumer<String> told;

  JoinService(
      JoinTokens tokens,
      NodeRegister register,
      Guesses guesses,
      Clock clock,
      Consumer<String> told) {
    this.tokens = tokens;
    this.register = register;
    this.guesses = guesses;
    this.clock = clock;
    this.told = told;
  }

  /** What signs a request, or does not. */
  @FunctionalInterface
  private interface Signing {
    Grant sign(SigningRequest request) throws JoinTokens.Refused;
  }

  @Override
  public void admit(AdmitRequest asked, StreamObserver<AdmitResponse> responses) {
    answer(
        "joined",
        asked.getRequest(),
        request ->
            tokens.admit(
                asked.getTokenId(), asked.getSecret().toByteArray(), request, clock.instant()),
        grant -> AdmitResponse.newBuilder().setGrant(grant.toJson()).build(),
        responses);
  }

  @Override
  public void renew(RenewRequest asked, StreamObserver<RenewResponse> responses) {
    answer(
        "renewed",
        asked.getRequest(),
        request -> register.renew(request, clock.instant()),
        grant -> RenewResponse.newBuilder().setGrant(grant.toJson()).build(),
        responses);
  }

  private <T> void answer(
      String what,
      String json,
      Signing signing,
      Function<Grant, T> answer,
      StreamObserver<T> responses) {
    InetAddress from = CALLER.get();
    if (!guesses.allows(from)) {
      responses.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("too much came wrong from this address: try again in a minute")
              .asRuntimeException());
      return;
    }
    try {
      SigningRequest request = SigningRequest.parse(json);
      Grant grant = signing.sign(request);
      told.accept(
          "%s: node %s of region %s, from %s"
              .formatted(what, request.id().node(), request.id().region(), from.getHostAddress()));
      responses.onNext(answer.apply(grant));
      responses.onCompleted();
    } catch (JoinTokens.Refused e) {
      refuse(
          e.isUnknown() ? Status.UNAUTHENTICATED : Status.PERMISSION_DENIED,
          e.isUnknown(),
          String.valueOf(e.getMessage()),
          responses);
    } catch (IllegalArgumentException e) {
      refuse(Status.INVALID_ARGUMENT, true, "the request is wrong: " + e.getMessage(), responses);
    } catch (UserError e) {
      fail(e, responses);
    }
  }

  private void refuse(Status status, boolean guess, String why, StreamObserver<?> responses) {
    InetAddress from = CALLER.get();
    if (guess) {
      guesses.wrong(from);
    }
    told.accept("refused " + from.getHostAddress() + ": " + why);
    responses.onError(status.withDescription(why).asRuntimeException());
  }

  /** What to do about it, after a semicolon, is for the authority's own people. */
  private void fail(UserError error, StreamObserver<?> responses) {
    String whole = String.valueOf(error.getMessage());
    if (error.exitCode() == UserError.REFUSED) {
      guesses.wrong(CALLER.get());
      told.accept("refused " + CALLER.get().getHostAddress() + ": " + whole);
      responses.onError(
          Status.PERMISSION_DENIED
              .withDescription(whole.replaceFirst(";.*", ""))
              .asRuntimeException());
    } else {
      told.accept("failed: " + whole);
      responses.onError(
          Status.INTERNAL
              .withDescription("the authority cannot sign now, and says why on its own terminal")
              .asRuntimeException());
    }
  }
}
