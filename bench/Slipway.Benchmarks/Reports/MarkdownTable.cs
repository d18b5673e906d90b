using System.Text;

namespace Slipway.Benchmarks.Reports;

/// <summary>A table of Markdown: the first columns are texts, the others numbers.</summary>
internal sealed class MarkdownTable(int textColumns, params string[] heads)
{
    private readonly List<string[]> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Nothing where there is no row; else the text before it and the table.</summary>
    public void WriteTo(StringBuilder text, string before)
    {
        if (IsEmpty)
            return;
        text.Append(before).Append("\n\n");
        Line(text, heads);
        Line(text, [.. heads.Select((_, i) => i < textColumns ? "---" : "---:")]);
        _rows.ForEach(row => Line(text, row));
        text.Append('\n');
    }

    private static void Line(StringBuilder text, string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
