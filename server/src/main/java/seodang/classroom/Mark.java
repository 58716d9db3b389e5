package seodang.classroom;

/// One cell of the instructor's page: a glyph, and a word for who cannot see it.
public enum Mark {
  NOT_BEGUN("·", "시작 전"),
  WORKING("◔", "하는 중"),
  STUCK("!", "막힘"),
  PASSED("✓", "통과"),
  PASSED_WITH_HINT("✓", "힌트 보고 통과");

  private final String glyph;
  private final String word;

  Mark(String glyph, String word) {
    this.glyph = glyph;
    this.word = word;
  }

  public String glyph() {
    return glyph;
  }

  public String word() {
    return word;
  }

  public boolean passed() {
    return this == PASSED || this == PASSED_WITH_HINT;
  }
}
