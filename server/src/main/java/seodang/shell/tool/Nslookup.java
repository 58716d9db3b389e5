package seodang.shell.tool;

import java.util.List;
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
      List<String> names = call.flags("").operands();
      if (names.isEmpty()) {
        io.write(2, "Usage: nslookup HOST\n");
        return new Outcome.Exit(1);
      }
      if (id < 0) {
        id = io.lookup(names.getFirst());
        return new Outcome.Call(id, null);
      }
      if (!(io.answer(id) instanceof HostCall.Answer.Lookup found)) {
        return new Outcome.Call(id, null);
      }
      if (found.server().isEmpty()) {
        call.out(";; connection timed out; no servers could be reached\n\n");
        return new Outcome.Exit(1);
      }
      call.out("Server:\t\t" + found.server() + "\nAddress:\t" + found.server() + "#53\n\n");
      if (found.addresses().isEmpty()) {
        call.out("** server can't find " + names.getFirst() + ": NXDOMAIN\n\n");
        return new Outcome.Exit(1);
      }
      found.addresses().forEach(a -> call.out("Name:\t" + found.name() + "\nAddress: " + a + "\n"));
      call.out("\n");
      return new Outcome.Exit(0);
    }
  }
}
