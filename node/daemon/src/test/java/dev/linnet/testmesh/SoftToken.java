package dev.linnet.testmesh;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Tokens of SoftHSM's, where the machine has it; Debian's package is {@code softhsm2}. The module
 * reads where they lie once in a process, so that one test class in each may have some, and makes
 * them all before it uses one.
 */
public final class SoftToken {
  private static final Path UTIL = Path.of("/usr/bin/softhsm2-util");
  private static final Path MODULE = Path.of("/usr/lib/softhsm/libsofthsm2.so");
  private static final String PIN = "1234";

  private final Path configuration;
  private final Path pinFile;

  private interface LibC extends Library {
    int setenv(String name, String value, int overwrite);
  }

  private SoftToken(Path configuration, Path pinFile) {
    this.configuration = configuration;
    this.pinFile = pinFile;
  }

  /** Skips a test where there is no SoftHSM. */
  public static void assume() {
    assumeTrue(Files.isExecutable(UTIL) && Files.exists(MODULE), "softhsm2 is not installed");
  }

  /** A new token, in a directory that is not there yet. */
  public static SoftToken in(Path directory, String label) throws Exception {
    Path tokens = Files.createDirectories(directory.resolve("tokens"));
    Path configuration =
        Files.writeString(
            directory.resolve("softhsm2.conf"),
            "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
    SoftToken made =
        new SoftToken(configuration, privateFile(directory.resolve("pin"), PIN + "\n"));
    made.add(label);
    // Java cannot change what the module, in this process, finds in the environment.
    Native.load("c", LibC.class).setenv("SOFTHSM2_CONF", configuration.toString(), 1);
    return made;
  }

  /** Another one beside. */
  public void add(String label) throws Exception {
    run("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "12345678");
  }

  /** Puts both halves of a key onto a token. */
  public void put(String token, String label, String id, Path key) throws Exception {
    run("--import", "" + key, "--token", token, "--label", label, "--id", id, "--pin", PIN);
  }

  /** A new key's file, for {@link #put}. */
  public static Path key(Path directory, String algorithm)
      throws IOException, GeneralSecurityException {
    byte[] der =
        KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
    return privateFile(
        directory.resolve(algorithm + ".key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
  }

  /** A file that its owner alone can read. */
  public static Path privateFile(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  /** The URI of what a path of attributes names, with the file that holds the PIN. */
  public String uri(String path) {
    return uriWithoutPin(path) + "&pin-source=file:" + pinFile;
  }

  public String uriWithoutPin(String path) {
    return "pkcs11:" + path + "?module-path=" + MODULE;
  }

  public Path pinFile() {
    return pinFile;
  }

  /** The serial number of a token. */
  public String serial(String label) throws Exception {
    String serial = "";
    for (String line : run("--show-slots").lines().map(String::strip).toList()) {
      if (line.startsWith("Serial number:")) {
        serial = line.substring(line.indexOf(':') + 1).strip();
      } else if (line.matches("Label: +" + label)) {
        return serial;
      }
    }
    throw new IllegalStateException("no token " + label);
  }

  private String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(UTIL.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SOFTHSM2_CONF", configuration.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + said);
    }
    return said;
  }
}
