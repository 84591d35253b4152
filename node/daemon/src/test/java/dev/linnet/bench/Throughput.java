package dev.linnet.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers a second while eight clients ask a model that takes its time, in turns with its peer: as
 * many clients of the runtime itself, and as many as inferences run at once here.
 */
final class Throughput {
  static final int CLIENTS = 8;
  private static final int CALLS_EACH = 25;

  private final ServedOverGrpc served;
  private final int running;
  private final DirectModel direct;
  private final int rounds;

  /**
   * Of a server and its peer.
   *
   * @param running inferences that run at once in the server
   */
  Throughput(ServedOverGrpc served, int running, DirectModel direct, int rounds) {
    this.served = served;
    this.running = Math.min(CLIENTS, running);
    this.direct = direct;
    this.rounds = rounds;
  }

  List<Series> measure(SlowModel slow) throws Exception {
    String what = "model of 5 ms, %s, 8 clients, %d run".formatted(slow.carried(), running);
    Series toAll = new Series(what + ", to direct", "1/s");
    Series toAsMany = new Series(what + ", to direct by " + running, "1/s");
    var request = ServedOverGrpc.request(slow.model(), slow.input(), slow.shape());
    List<Load.Call> alone = new ArrayList<>();
    List<Load.Call> grpc = new ArrayList<>();
    List<ServedOverGrpc.Client> open = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ServedOverGrpc.Client client = served.client();
      open.add(client);
      grpc.add(() -> client.infer(request));
      alone.add(() -> direct.run(slow.input(), slow.shape()));
    }
    Load.of(grpc, CALLS_EACH);
    for (int round = 0; round < rounds; round++) {
      toAll.addPeer(Load.of(alone, CALLS_EACH).perSecond());
      double answers = Load.of(grpc, CALLS_EACH).perSecond();
      toAll.add(answers);
      toAsMany.add(answers);
      List<Load.Call> some = alone.subList(0, running);
      toAsMany.addPeer(Load.of(some, CLIENTS * CALLS_EACH / running).perSecond());
    }
    open.forEach(ServedOverGrpc.Client::close);
    return running < CLIENTS ? List.of(toAll, toAsMany) : List.of(toAll);
  }
}
