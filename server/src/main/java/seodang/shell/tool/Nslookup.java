package seodang.shell.tool;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import seodang.json.Json;
import seodang.shell.HostCall;
import seodang.shell.Program;

/// `nslookup`: asks the cluster's DNS.
final class Nslookup implements Program {
  @Override
  public Running start(List<String> argv) {
    return new Process(argv, -1);
  }

  @Override
  public Running thaw(List<String> argv, Json.Object frozen) {
    return new Process(argv, frozen.number("id", -1));
  }

  private static final class Process implements Running {
    private final List<String> argv;
    private long id;

    Process(List<String> argv, long id) {
      this.argv = argv;
      this.id = id;
    }

    @Override
    public Json.Object freeze() {
      return Json.object("id", id);
    }

    @Override
    public Outcome resume(Io io) {
      Call call = new Call("nslookup", argv.subList(1, argv.size()), io);
      List<String> names = call.args().stream().filter(word -> !word.startsWith("-")).toList();
      if (names.isEmpty()) {
        io.write(2, "Usage: nslookup [-type=QUERY_TYPE] HOST [DNS_SERVER]\n");
        return new Outcome.Exit(1);
      }
      String asked = names.getFirst();
      if (id < 0) {
        id = isAddress(asked) ? io.lookup(reverse(asked), "PTR") : io.lookup(asked, type(call));
        return new Outcome.Call(id, null);
      }
      if (!(io.answer(id) instanceof HostCall.Answer.Lookup found)) {
        return new Outcome.Call(id, null);
      }
      if (found.server().isEmpty()) {
        call.out(";; connection timed out; no servers could be reached\n\n");
        return new Outcome.Exit(1);
      }
      String port = call.isBusybox() ? ":53" : "#53";
      call.out("Server:\t\t" + found.server() + "\n");
      call.out("Address:\t" + found.server() + port + "\n\n");
      if (found.records().isEmpty()) {
        String missing = isAddress(asked) ? reverse(asked) : asked;
        call.out("** server can't find " + missing + ": NXDOMAIN\n\n");
        return new Outcome.Exit(1);
      }
      found.records().forEach(record -> call.out(shown(record)));
      call.out("\n");
      return new Outcome.Exit(0);
    }

    private static boolean isAddress(String word) {
      return word.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    private static String reverse(String address) {
      List<String> parts = Arrays.asList(address.split("\\."));
      return String.join(".", parts.reversed()) + ".in-addr.arpa";
    }

    /// `-type=srv`, `-q=srv`, `-querytype=srv`.
    private static String type(Call call) {
      for (String word : call.args()) {
        if (word.matches("-(q|type|querytype)=[a-zA-Z]+")) {
          return word.substring(word.indexOf('=') + 1).toUpperCase(Locale.ROOT);
        }
      }
      return "A";
    }

    private static String shown(HostCall.Record record) {
      return switch (record.type()) {
        case "A" -> "Name:\t" + record.name() + "\nAddress: " + record.value() + "\n";
        case "CNAME" -> record.name() + "\tcanonical name = " + record.value() + ".\n";
        case "PTR" -> record.name() + "\tname = " + record.value() + ".\n";
        default -> record.name() + "\tservice = " + record.value() + ".\n";
      };
    }
  }
}
