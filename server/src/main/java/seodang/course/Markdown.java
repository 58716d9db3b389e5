package seodang.course;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;

/// Content Markdown to safe HTML.
///
/// Beyond CommonMark and tables: `` `$ command` `` is a chip that types the command; a fence marked
/// `console` holds a session whose `$ ` lines are chips; a link to `term:slug` leads into the
/// glossary. Raw HTML is shown as text.
final class Markdown {
  private static final Pattern HERE = Pattern.compile("<<'?(\\w+)'?\\s*$");
  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(List.of(TablesExtension.create()))
          .escapeHtml(true)
          .sanitizeUrls(true)
          .nodeRendererFactory(Chips::new)
          .attributeProviderFactory(context ->
              (node, tag, attributes) -> {
                if (node instanceof Link link && link.getDestination().startsWith("term:")) {
                  attributes.put("href", "/glossary/" + link.getDestination().substring(5));
                  attributes.put("class", "term");
                }
              })
          .build();

  private Markdown() {}

  static Node parse(String text) {
    return PARSER.parse(text);
  }

  static String render(Node node) {
    return RENDERER.render(node);
  }

  static String render(String text) {
    return RENDERER.render(PARSER.parse(text));
  }

  /// Without the paragraph around a text of one paragraph.
  static String inline(String text) {
    String html = render(text).strip();
    boolean one = html.startsWith("<p>") && html.endsWith("</p>") && html.indexOf("<p>", 1) < 0;
    return one ? html.substring(3, html.length() - 4) : html;
  }

  /// The glossary slugs a text leads to.
  static List<String> terms(Node node) {
    List<String> found = new ArrayList<>();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            if (link.getDestination().startsWith("term:")) {
              found.add(link.getDestination().substring(5));
            }
            visitChildren(link);
          }
        });
    return found;
  }

  /// Draws commands as buttons.
  private static final class Chips implements NodeRenderer {
    private final HtmlWriter html;

    Chips(HtmlNodeRendererContext context) {
      html = context.getWriter();
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(Code.class, FencedCodeBlock.class);
    }

    @Override
    public void render(Node node) {
      switch (node) {
        case Code code when code.getLiteral().startsWith("$ ") ->
            chip(code.getLiteral().substring(2));
        case Code code -> {
          html.tag("code");
          html.text(code.getLiteral());
          html.tag("/code");
        }
        case FencedCodeBlock block -> fence(block);
        default -> throw new IllegalArgumentException(node.toString());
      }
    }

    private void chip(String command) {
      html.tag("button", Map.of("type", "button", "class", "command", "data-command", command));
      html.tag("code");
      html.text(command);
      html.tag("/code");
      html.tag("/button");
    }

    /// The lines, a command with its here-document being one.
    private static List<String> lines(String text, boolean session) {
      List<String> found = new ArrayList<>();
      String end = "";
      for (String line : text.split("\n", -1)) {
        if (!end.isEmpty()) {
          found.set(found.size() - 1, found.getLast() + "\n" + line);
          end = line.equals(end) ? "" : end;
          continue;
        }
        found.add(line);
        Matcher here = HERE.matcher(line);
        if (session && line.startsWith("$ ") && here.find()) {
          end = here.group(1);
        }
      }
      return found;
    }

    private void fence(FencedCodeBlock block) {
      boolean session = "console".equals(block.getInfo());
      html.line();
      html.tag(
          "pre", session ? Map.of("class", "console") : Map.of("class", "code", "tabindex", "0"));
      for (String line : lines(block.getLiteral().stripTrailing(), session)) {
        if (session && line.startsWith("$ ")) {
          chip(line.substring(2));
        } else {
          html.tag("code");
          html.text(line);
          html.tag("/code");
        }
        html.raw("\n");
      }
      html.tag("/pre");
      html.line();
    }
  }
}
