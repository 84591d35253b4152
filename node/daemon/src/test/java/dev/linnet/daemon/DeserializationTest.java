package dev.linnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linnet.daemon.command.Linnet;
import dev.linnet.testmesh.Await;
import dev.linnet.testmesh.JavaProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the command's own process, which a node's is, not even a harmless object can be read. */
final class DeserializationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCRIPT_OPTION = "-Djdk.serialFilter=maxdepth=0";

  @Test
  void theScriptSaysSoToo() throws IOException {
    assertThat(Files.readString(Path.of("../../scripts/linnet"))).contains("=" + SCRIPT_OPTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-ea", SCRIPT_OPTION})
  void theProcessRefusesEveryObject(String option, @TempDir Path directory) throws IOException {
    Path log = directory.resolve("log");
    JavaProcess process =
        JavaProcess.start(Reader.class.getName(), List.of(), List.of(option), directory, log);
    try {
      Await.until("the process has ended", PATIENCE, () -> !process.isAlive());
    } finally {
      process.reap();
    }
    assertThat(Files.readString(log).lines())
        .contains("ArrayList refused: filter status: REJECTED")
        .contains("int[] refused: filter status: REJECTED");
  }

  /** Runs the command, and tries to read objects as its process ends. */
  public static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    read(new ArrayList<>(List.of("harmless")));
                    read(new int[] {1});
                  }));
      Linnet.main(new String[] {"--version"});
    }

    private static void read(Object written) {
      String name = written.getClass().getSimpleName();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(written);
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        System.out.println(name + " was read");
      } catch (InvalidClassException e) {
        System.out.println(name + " refused: " + e.getMessage());
      } catch (IOException | ClassNotFoundException e) {
        System.out.println(name + " otherwise: " + e);
      }
    }
  }
}
