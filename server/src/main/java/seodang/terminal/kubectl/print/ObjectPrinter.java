package seodang.terminal.kubectl.print;

import seodang.json.Json;

/// Prints one object, or one `List`, in a form of `-o`.
public interface ObjectPrinter {
  /// The text with its last newline, if the form has one.
  ///
  /// @throws seodang.terminal.kubectl.client.KubectlError when the form does not fit the object
  String print(Json.Object object);
}
