package dev.linnet.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The times of calls that some threads made one after the other. */
record Load(double[] micros, double seconds) {
  /** One call, and how it is repeated by one client. */
  interface Call {
    void make() throws Exception;
  }

  /** Each of the clients makes so many calls. */
  static Load of(List<? extends Call> clients, int callsEach) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      List<Callable<double[]>> jobs = new ArrayList<>();
      for (Call client : clients) {
        jobs.add(() -> time(client, callsEach));
      }
      long begun = System.nanoTime();
      List<Future<double[]>> done = threads.invokeAll(jobs);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double[] all = new double[clients.size() * callsEach];
      for (int i = 0; i < done.size(); i++) {
        System.arraycopy(done.get(i).get(), 0, all, i * callsEach, callsEach);
      }
      Arrays.sort(all);
      return new Load(all, seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  private static double[] time(Call call, int calls) throws Exception {
    double[] micros = new double[calls];
    for (int i = 0; i < calls; i++) {
      long begun = System.nanoTime();
      call.make();
      micros[i] = (System.nanoTime() - begun) / 1e3;
    }
    return micros;
  }

  double percentile(double p) {
    return micros[(int) Math.min(micros.length - 1L, Math.round(p / 100 * micros.length))];
  }

  double perSecond() {
    return micros.length / seconds;
  }
}
