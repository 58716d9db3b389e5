package seodang.diagram;

/// How a thing is doing: always shown as a glyph and a word besides its colour.
public enum Health {
  OK("✓", "준비"),
  WAIT("◔", "시작 중"),
  BAD("!", "오류"),
  GONE("×", "종료 중"),
  DONE("✓", "끝남");

  private final String glyph;
  private final String word;

  Health(String glyph, String word) {
    this.glyph = glyph;
    this.word = word;
  }

  public String glyph() {
    return glyph;
  }

  public String word() {
    return word;
  }

  /// Names the colour in the style sheet.
  public String token() {
    return switch (this) {
      case OK -> "ok";
      case WAIT -> "wait";
      case BAD -> "bad";
      case GONE, DONE -> "gone";
    };
  }
}
