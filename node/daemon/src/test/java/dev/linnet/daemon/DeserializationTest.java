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

/** In the command's own process, which a node's is, not even a harmless object can be read. */
final class DeserializationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void theProcessRefusesEveryObject(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("log");
    JavaProcess process =
        JavaProcess.start(Reader.class.getName(), List.of(), List.of(), directory, log);
    try {
      Await.until("the process has ended", PATIENCE, () -> !process.isAlive());
    } finally {
      process.reap();
    }
    assertThat(Files.readString(log)).contains("refused: filter status: REJECTED");
  }

  /** Runs the command, and tries to read an object as its process ends. */
  public static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(Reader::read));
      Linnet.main(new String[] {"--version"});
    }

    private static void read() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(new ArrayList<>(List.of("harmless")));
        Object read =
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        System.out.println("read: " + read);
      } catch (InvalidClassException e) {
        System.out.println("refused: " + e.getMessage());
      } catch (IOException | ClassNotFoundException e) {
        System.out.println("otherwise: " + e);
      }
    }
  }
}
