package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.access.Role;
import dev.linnet.proto.inference.GRPCInferenceServiceGrpc;
import dev.linnet.proto.v1.OperatorGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which role may make which call, over both ports with TLS. A call that has no row here fails: who
 * adds one says whose it is.
 */
final class ApiRolesTest {
  /** Nobody stands for a call without a token. */
  private static final String HTTP =
      """
      GET /healthz | nobody view infer control
      GET /metrics | view control
      GET /v2 | view infer control
      GET /v2/<path> | view infer control
      GET /v2/health/live | view infer control
      GET /v2/health/ready | view infer control
      GET /v2/models/{model} | view infer control
      GET /v2/models/{model}/ready | view infer control
      GET /v2/models/{model}/infer | view infer control
      POST /v2/models/{model}/infer | infer control
      GET /v2/models/{model}/versions/{version} | view infer control
      GET /v2/models/{model}/versions/{version}/ready | view infer control
      GET /v2/models/{model}/versions/{version}/infer | view infer control
      POST /v2/models/{model}/versions/{version}/infer | infer control
      POST /linnet/v1/feedback | infer control
      POST /linnet/v1/session | view control
      GET /linnet/v1/session | view control
      DELETE /linnet/v1/session | nobody view infer control
      """;

  /** Nothing but reading is there, so each has rows for the methods that it refuses as well. */
  private static final String ONLY_READ =
      """
      / | nobody view infer control
      /dashboard | nobody view infer control
      /dashboard/<file> | nobody view infer control
      /linnet/v1/about | view control
      /linnet/v1/serving | view control
      /linnet/v1/events | view control
      /linnet/v1/links | view control
      /linnet/v1/members | view control
      /linnet/v1/trust | view control
      /linnet/v1/doctor | view control
      /linnet/v1/models | view control
      /linnet/v1/models/{digest} | view control
      /linnet/v1/rollouts | view control
      /linnet/v1/rollouts/{id} | view control
      /linnet/v1/rollouts/{id}/explain | view control
      """;

  private static final String GRPC =
      """
      linnet.v1.Operator/GetMembers | view control
      linnet.v1.Operator/GetTrust | view control
      linnet.v1.Operator/GetTwin | view control
      linnet.v1.Operator/Diagnose | view control
      linnet.v1.Operator/ListEvents | view control
      linnet.v1.Operator/ListModels | view control
      linnet.v1.Operator/GetModel | view control
      linnet.v1.Operator/ListRollouts | view control
      linnet.v1.Operator/GetRollout | view control
      linnet.v1.Operator/ExplainRollout | view control
      linnet.v1.Operator/WatchRollout | view control
      linnet.v1.Operator/PlanRollout | view control
      linnet.v1.Operator/GiveFeedback | infer control
      linnet.v1.Operator/FetchModel | control
      linnet.v1.Operator/RemoveModel | control
      linnet.v1.Operator/VerifyModels | control
      linnet.v1.Operator/GetManifest | control
      linnet.v1.Operator/GetChunks | control
      linnet.v1.Operator/FindChunks | control
      linnet.v1.Operator/PutChunks | control
      linnet.v1.Operator/PutManifest | control
      linnet.v1.Operator/PrepareRollout | control
      linnet.v1.Operator/Submit | control
      inference.GRPCInferenceService/ServerLive | view infer control
      inference.GRPCInferenceService/ServerReady | view infer control
      inference.GRPCInferenceService/ServerMetadata | view infer control
      inference.GRPCInferenceService/ModelReady | view infer control
      inference.GRPCInferenceService/ModelMetadata | view infer control
      inference.GRPCInferenceService/ModelInfer | infer control
      grpc.health.v1.Health/Check | view infer control
      grpc.health.v1.Health/Watch | view infer control
      grpc.reflection.v1.ServerReflection/ServerReflectionInfo | view infer control
      """;

  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          OperatorGrpc.getServiceDescriptor(),
          GRPCInferenceServiceGrpc.getServiceDescriptor(),
          HealthGrpc.getServiceDescriptor(),
          ServerReflectionGrpc.getServiceDescriptor());

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final long PATIENCE_SECONDS = 60;

  private static final Map<String, String> HEADERS = new TreeMap<>();
  private static GuardedNode node;
  private static Callers callers;

  @BeforeAll
  static void open(@TempDir Path directory) throws Exception {
    OwnersCertificate owners =
        OwnersCertificate.ofLoopback(directory, Instant.now().plus(Duration.ofDays(1)));
    node = GuardedNode.guarded(directory, owners);
    callers = new Callers(node, owners);
    HEADERS.put("nobody", "");
    for (Role role : Role.values()) {
      HEADERS.put(role.word(), node.token(role).header());
    }
  }

  @AfterAll
  static void close() throws Exception {
    callers.close();
    node.close();
  }

  private static Map<String, Set<String>> table(String rows) {
    Map<String, Set<String>> table = new TreeMap<>();
    for (String row : rows.lines().toList()) {
      String[] parts = row.split(" \\| ");
      table.put(parts[0], new TreeSet<>(List.of(parts[1].split(" "))));
    }
    return table;
  }

  private static Map<String, Set<String>> httpTable() {
    Map<String, Set<String>> table = table(HTTP);
    table(ONLY_READ)
        .forEach(
            (path, roles) ->
                List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
                    .forEach(method -> table.put(method + " " + path, roles)));
    for (String path : List.of("/v2", "/v2/<path>")) {
      for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
        table.put(method + " " + path, table.get("GET /v2"));
      }
    }
    return table;
  }

  @Test
  void eachRouteOfHttpIsForItsRolesAlone() throws Exception {
    Map<String, Set<String>> table = httpTable();
    assertThat(table.keySet()).isEqualTo(node.routes());
    // No route says what HEAD takes where it has GET alone, and what nobody says takes all.
    table.put("HEAD /metrics", Set.of("control"));
    table.put("HEAD /v2/models/{model}", Set.of("control"));
    // A servlet of its own beside the routes.
    table.put("HEAD /linnet/v1/stream", Set.of("view", "control"));
    List<String> wrong = new ArrayList<>();
    for (String call : table.keySet()) {
      for (String who : HEADERS.keySet()) {
        String[] words = call.replaceAll("[<{]\\w+[>}]", "x").split(" ");
        HttpResponse<String> answer = callers.http(words[0], words[1], HEADERS.get(who));
        boolean isFor = table.get(call).contains(who);
        int refused = who.equals("nobody") ? 401 : 403;
        if (isFor
            ? answer.statusCode() == 401 || answer.statusCode() == 403
            : answer.statusCode() != refused) {
          wrong.add(call + " by " + who + ": " + answer.statusCode() + " " + answer.body());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void eachCallOfGrpcIsForItsRolesAlone() throws Exception {
    Map<String, Set<String>> table = table(GRPC);
    ManagedChannel channel = callers.channel();
    Map<String, MethodDescriptor<?, ?>> methods = new TreeMap<>();
    for (String service : services(channel)) {
      SERVICES.stream()
          .filter(known -> known.getName().equals(service))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no row for any call of " + service))
          .getMethods()
          .forEach(method -> methods.put(method.getFullMethodName(), method));
    }
    assertThat(table.keySet()).isEqualTo(methods.keySet());
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, MethodDescriptor<?, ?>> method : methods.entrySet()) {
      String call = method.getKey();
      for (String who : HEADERS.keySet()) {
        Status status = status(channel, method.getValue(), HEADERS.get(who));
        Status.Code refused =
            who.equals("nobody") ? Status.Code.UNAUTHENTICATED : Status.Code.PERMISSION_DENIED;
        boolean isRefused =
            status.getCode() == Status.Code.UNAUTHENTICATED
                || status.getCode() == Status.Code.PERMISSION_DENIED;
        if (table.getOrDefault(call, Set.of()).contains(who)
            ? isRefused
            : status.getCode() != refused) {
          wrong.add(call + " by " + who + ": " + status);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** The services that the port itself says it has. */
  private static Set<String> services(ManagedChannel channel) throws Exception {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, HEADERS.get("control"));
    CompletableFuture<ServerReflectionResponse> listed = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    listed.complete(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    listed.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    listed.completeExceptionally(new AssertionError("no answer"));
                  }
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    ServerReflectionResponse answer = listed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ask.onCompleted();
    return answer.getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How a call with an empty request ends, or begins to be answered. */
  private static Status status(ManagedChannel channel, MethodDescriptor<?, ?> method, String header)
      throws Exception {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.newBuilder(new Raw(), new Raw())
            .setFullMethodName(method.getFullMethodName())
            .setType(method.getType())
            .build();
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            raw, CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS));
    CompletableFuture<Status> status = new CompletableFuture<>();
    Metadata headers = new Metadata();
    if (!header.isEmpty()) {
      headers.put(AUTHORIZATION, header);
    }
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            status.complete(Status.OK);
          }

          @Override
          public void onClose(Status ended, Metadata trailers) {
            status.complete(ended);
          }
        },
        headers);
    call.request(1);
    call.sendMessage(new byte[0]);
    call.halfClose();
    Status ended = status.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    call.cancel("seen enough", null);
    return ended;
  }

  /** Bytes as they come. */
  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
