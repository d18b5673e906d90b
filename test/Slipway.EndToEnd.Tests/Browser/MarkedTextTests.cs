namespace Slipway.EndToEnd.Tests.Browser;

/// <summary>Spans in a text, whatever lies in and over whatever, by the page's own module.</summary>
[Collection(nameof(BrowserGroup))]
public sealed class MarkedTextTests(ChromiumBrowser browser, IrisServer iris)
{
    // Marks as brackets, with the tag behind what it ends.
    private const string Script = """
        async (text) => {
          const { markedText } = await import("/_slipway/spans.js");
          const [words, spans] = JSON.parse(text);
          const write = (node) => node.nodeType === Node.TEXT_NODE ? node.data
            : node.className === "tag" ? "/" + node.textContent
            : node.tagName === "MARK" ? "[" + [...node.childNodes].map(write).join("") + "]"
            : [...node.childNodes].map(write).join("");
          return write(markedText(words, spans.map(([start, end, tag]) => ({ start, end, tag, hue: 0 }))));
        }
        """;

    private static readonly (string Text, string Spans, string Expected)[] Cases =
    [
        ("abcdef", """[[1,3,"A"],[4,5,"B"]]""", "a[bc/A]d[e/B]f"),
        ("abcdef", """[[4,5,"B"],[1,3,"A"]]""", "a[bc/A]d[e/B]f"),
        ("abcdef", """[[0,6,"A"],[2,4,"B"]]""", "[ab[cd/B]ef/A]"),
        ("abcdef", """[[0,4,"A"],[2,6,"B"]]""", "[ab[cd]/A][ef/B]"),
        ("abcdef", """[[0,3,"A"],[0,3,"B"]]""", "[[abc/B]/A]def"),
        ("abcdef", """[[0,3,"A"],[1,4,"B"],[2,6,"C"]]""", "[a[b[c]]/A][[d/B]ef/C]"),
        ("🎉 Rom", """[[3,6,"A"]]""", "🎉 [Rom/A]"),
        ("abc", """[[-1,2,"A"],[2,9,"B"],[2,2,"C"],[0.5,2,"D"]]""", "abc"),
        ("<b>", """[[0,3,"<i>"]]""", "[<b>/<i>]"),
    ];

    [Fact]
    public async Task Spans_OfEveryKind_AreMarkedAndTheTextStays()
    {
        await using var visit = await browser.VisitAsync(iris.Url);

        foreach (var (text, spans, expected) in Cases)
        {
            var written = await visit.Page.EvaluateAsync<string>(Script, $"[\"{text}\",{spans}]");
            written.Should().Be(expected, spans);
        }

        visit.Problems.Should().BeEmpty();
    }
}
