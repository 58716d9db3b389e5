package seodang.database;

import java.nio.file.Path;

/// Where the database is.
///
/// @param url JDBC; `jdbc:h2:file:…` or `jdbc:postgresql:…`
/// @param connections most at once
public record DatabaseSettings(String url, String user, String password, int connections) {
  public DatabaseSettings {
    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the database URL begins with jdbc:h2: or jdbc:postgresql:, not: " + url);
    }
    if (connections < 1) {
      throw new IllegalArgumentException("at least one database connection is needed");
    }
  }

  /// An H2 file in a folder, which is made when it is missing.
  public static DatabaseSettings file(Path folder) {
    return new DatabaseSettings(
        "jdbc:h2:file:" + folder.toAbsolutePath().resolve("seodang"), "sa", "", 16);
  }

  boolean isH2() {
    return url.startsWith("jdbc:h2:");
  }
}
