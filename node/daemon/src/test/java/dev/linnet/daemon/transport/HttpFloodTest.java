package dev.linnet.daemon.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.linnet.core.mesh.Address;
import dev.linnet.daemon.GrpcApi;
import dev.linnet.daemon.access.ApiAccess;
import dev.linnet.daemon.events.JavaLog;
import dev.linnet.daemon.serving.ModelServer;
import dev.linnet.daemon.serving.RuntimeOptions;
import dev.linnet.daemon.serving.ServingConfig;
import dev.linnet.daemon.serving.TestListener;
import dev.linnet.testmesh.HostileHttp2;
import dev.linnet.testmesh.Ports;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Resets, headers and pings without end, at the mesh port by an enrolled node and at the API. */
final class HttpFloodTest {
  private static final int MORE_THAN_ANY_BOUND = 5_000;
  private static final int HEADER_BYTES = 100;

  private final TestMesh mesh;

  HttpFloodTest(@TempDir Path temp) {
    mesh = new TestMesh(temp.resolve("mesh"), "birds");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private interface Attack {
    void once(HostileHttp2 connection) throws IOException;
  }

  @Test
  void aPeerThatResetsWithoutEndIsCutOff() throws Exception {
    requireCutOffAtTheMesh(HostileHttp2::openAndReset);
  }

  @Test
  void aPeerThatMakesUsResetWithoutEndIsCutOff() throws Exception {
    requireCutOffAtTheMesh(HostileHttp2::openAndBreak);
  }

  @Test
  void aPeerThatBreaksStreamsFillsNoLog() throws Exception {
    JavaLog.toSlf4j();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> written = new ListAppender<>();
    written.start();
    root.addAppender(written);
    try {
      requireCutOffAtTheMesh(HostileHttp2::openAndBreak);
    } finally {
      root.detachAppender(written);
    }
    assertThat(written.list)
        .extracting(ILoggingEvent::getLoggerName)
        .noneMatch(name -> name.startsWith("io.grpc"));
  }

  @Test
  void aPeerWhoseHeadersDoNotEndIsCutOff() throws Exception {
    try (HostileHttp2 connection = atTheMesh()) {
      connection.beginHeaders();
      requireCutOff(connection, HttpFloodTest::goOn);
    }
  }

  @Test
  void aPeerThatPingsWithoutEndIsCutOff() throws Exception {
    requireCutOffAtTheMesh(HostileHttp2::ping);
  }

  @Test
  void aClientThatResetsWithoutEndIsCutOff() throws Exception {
    requireCutOffAtTheApi(HostileHttp2::openAndReset);
  }

  @Test
  void aClientThatMakesUsResetWithoutEndIsCutOff() throws Exception {
    requireCutOffAtTheApi(HostileHttp2::openAndBreak);
  }

  @Test
  void aClientWhoseHeadersDoNotEndIsCutOff() throws Exception {
    requireCutOffAtTheApi(HostileHttp2::beginHeaders, HttpFloodTest::goOn);
  }

  @Test
  void aClientThatPingsWithoutEndIsCutOff() throws Exception {
    requireCutOffAtTheApi(HostileHttp2::ping);
  }

  private static void goOn(HostileHttp2 connection) throws IOException {
    connection.goOn(HEADER_BYTES);
  }

  private void requireCutOffAtTheMesh(Attack attack) throws Exception {
    try (HostileHttp2 connection = atTheMesh()) {
      requireCutOff(connection, attack);
    }
  }

  private static void requireCutOffAtTheApi(Attack attack) throws Exception {
    requireCutOffAtTheApi(connection -> {}, attack);
  }

  private static void requireCutOffAtTheApi(Attack before, Attack attack) throws Exception {
    int port = Ports.free();
    try (ModelServer models =
            new ModelServer(ServingConfig.defaults(RuntimeOptions.small()), new TestListener());
        GrpcApi api =
            GrpcApi.start(
                new Address("127.0.0.1", port), ApiAccess.open(), models, "1", List.of());
        HostileHttp2 connection =
            new HostileHttp2(
                new Socket("127.0.0.1", port), "/inference.GRPCInferenceService/ServerLive")) {
      before.once(connection);
      requireCutOff(connection, attack);
      assertThat(api).isNotNull();
    }
  }

  private static void requireCutOff(HostileHttp2 connection, Attack attack) throws IOException {
    try {
      for (int count = 0; count < MORE_THAN_ANY_BOUND; count++) {
        attack.once(connection);
      }
      assertThat(connection.closedWith()).isEqualTo(HostileHttp2.ENHANCE_YOUR_CALM);
    } catch (SocketException cutOff) {
      // The server closed while frames were still being written: the end, without its farewell.
      assertThat(cutOff).hasMessageMatching("Broken pipe.*|Connection reset.*|.*closed.*");
    }
  }

  private HostileHttp2 atTheMesh() throws Exception {
    TestNode node = mesh.start("eu-1", "eu");
    return new HostileHttp2(
        EnrolledTls.dial(mesh.identity("eu-9", "eu"), node.port.boundPort()),
        "/linnet.v1.Mesh/Exchange");
  }
}
