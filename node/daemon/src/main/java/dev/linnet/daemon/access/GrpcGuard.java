package dev.linnet.daemon.access;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who may call what over gRPC: each call's need, and before each call who shows what. */
final class GrpcGuard implements ServerInterceptor {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final Map<String, Need> NEEDS = needs();

  private final Bearers bearers;

  GrpcGuard(Bearers bearers) {
    this.bearers = bearers;
  }

  private static Map<String, Need> needs() {
    Map<String, Need> needs = new TreeMap<>();
    String operator = "linnet.v1.Operator";
    put(needs, Need.VIEW, operator, "GetMembers", "GetTrust", "GetTwin", "Diagnose", "ListEvents");
    put(needs, Need.VIEW, operator, "ListModels", "GetModel", "PlanRollout");
    put(needs, Need.VIEW, operator, "ListRollouts", "GetRollout", "ExplainRollout", "WatchRollout");
    put(needs, Need.INFER, operator, "GiveFeedback");
    put(needs, Need.CONTROL, operator, "FetchModel", "RemoveModel", "VerifyModels");
    put(needs, Need.CONTROL, operator, "GetManifest", "GetChunks");
    put(needs, Need.CONTROL, operator, "FindChunks", "PutChunks", "PutManifest");
    put(needs, Need.CONTROL, operator, "PrepareRollout", "Submit");
    String inference = "inference.GRPCInferenceService";
    put(needs, Need.ANY, inference, "ServerLive", "ServerReady", "ServerMetadata");
    put(needs, Need.ANY, inference, "ModelReady", "ModelMetadata");
    put(needs, Need.INFER, inference, "ModelInfer");
    put(needs, Need.ANY, "grpc.health.v1.Health", "Check", "Watch");
    put(needs, Need.ANY, "grpc.reflection.v1.ServerReflection", "ServerReflectionInfo");
    return needs;
  }

  private static void put(Map<String, Need> needs, Need need, String service, String... methods) {
    for (String method : methods) {
      needs.put(service + "/" + method, need);
    }
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Need need = NEEDS.getOrDefault(call.getMethodDescriptor().getFullMethodName(), Need.CONTROL);
    InetSocketAddress caller =
        (InetSocketAddress)
            Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    Shown shown = new Shown(headers.get(AUTHORIZATION), caller.getAddress(), need);
    Status refusal = refusal(shown);
    if (refusal != null) {
      call.close(refusal, new Metadata());
      return new ServerCall.Listener<>() {};
    }
    if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    Watched<Q, R> watched = new Watched<>(call, shown);
    return new Ending<>(next.startCall(watched, headers), watched);
  }

  /** What a call shows, and what it needs. */
  private record Shown(@Nullable String authorization, InetAddress from, Need need) {}

  private @Nullable Status refusal(Shown shown) {
    try {
      bearers.require(shown.authorization(), shown.from(), shown.need());
      return null;
    } catch (Refused e) {
      return e.grpc();
    }
  }

  /** A call with many answers, each of which takes a token that is still good. */
  private final class Watched<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final Shown shown;
    private volatile boolean refused;

    Watched(ServerCall<Q, R> call, Shown shown) {
      super(call);
      this.shown = shown;
    }

    @Override
    public void sendMessage(R message) {
      Status refusal = refused ? null : refusal(shown);
      if (refusal != null) {
        refused = true;
        super.close(refusal, new Metadata());
      } else if (!refused) {
        super.sendMessage(message);
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!refused) {
        super.close(status, trailers);
      }
    }

    @Override
    public boolean isCancelled() {
      return refused || super.isCancelled();
    }
  }

  /** Tells a service whose call was refused under way that nobody hears it any more. */
  private static final class Ending<Q> extends SimpleForwardingServerCallListener<Q> {
    private final GrpcGuard.Watched<?, ?> watched;

    Ending(ServerCall.Listener<Q> listener, GrpcGuard.Watched<?, ?> watched) {
      super(listener);
      this.watched = watched;
    }

    @Override
    public void onComplete() {
      if (watched.refused) {
        super.onCancel();
      } else {
        super.onComplete();
      }
    }
  }
}
