package dev.linnet.daemon.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Children that do what a hostile model would. */
final class BadChildren {
  private BadChildren() {}

  private static void loading() {
    System.out.println(TrialMessage.step("loading model.onnx").toJson());
    System.out.flush();
  }

  /** As Java does that finds no memory or no threads left. */
  static final class NeverBegins {
    public static void main(String[] arguments) {
      System.exit(1);
    }
  }

  static final class Hangs {
    public static void main(String[] arguments) throws InterruptedException {
      loading();
      new CountDownLatch(1).await();
    }
  }

  static final class Crashes {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      loading();
      signal("-SEGV");
    }
  }

  static final class IsKilled {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      loading();
      signal("-KILL");
    }
  }

  static final class Devours {
    public static void main(String[] arguments) throws InterruptedException {
      loading();
      List<byte[]> kept = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 1);
        kept.add(block);
      }
      new CountDownLatch(kept.isEmpty() ? 0 : 1).await();
    }
  }

  static final class StartsThreads {
    public static void main(String[] arguments) throws InterruptedException {
      loading();
      CountDownLatch never = new CountDownLatch(1);
      while (true) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        thread.start();
      }
    }
  }

  static final class Babbles {
    public static void main(String[] arguments) {
      String noise = "{".repeat(100_000);
      for (int i = 0; i < 100; i++) {
        System.out.println(noise);
      }
      System.out.println(TrialMessage.result(true, "fine").toJson());
    }
  }

  /** Waits for ever after it began to listen for its parent as the real child does. */
  static final class Waits {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      TrialMain.endWithParent(new BufferedReader(new InputStreamReader(System.in, UTF_8)));
      new CountDownLatch(1).await();
    }
  }

  private static void signal(String name) throws IOException, InterruptedException {
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", name, self).start().waitFor();
    new CountDownLatch(1).await();
  }
}
