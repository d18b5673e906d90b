using System.Globalization;
using System.Net;
using System.Text;

namespace Slipway.Benchmarks.Reports.Charts;

/// <summary>
/// Requests in a second of the server's CPU time as bars: a panel for each model, with a scale of its own, and in it a
/// group for each protocol. An SVG picture with a ground of its own, in light and dark.
/// </summary>
internal static class ThroughputChart
{
    private const int Width = 900;
    private const int Columns = 2;
    private const int Margin = 24;
    private const int Head = 64;
    private const int Title = 26;
    private const int Bar = 14;
    private const int Gap = 12;
    private const int Names = 92;
    private const int Values = 64;
    private const int PanelWidth = (Width - (Columns + 1) * Margin) / Columns;

    private static readonly (string Style, string Name)[] Legend =
    [
        ("ours", "Slipway"),
        ("kestrel", "bare Kestrel, same bytes"),
        ("engine", "ONNX Runtime alone"),
        ("triton", "Triton, measured earlier"),
    ];

    private const string Styles = """
        text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
        .ground { fill: #ffffff; stroke: #d1d9e0 } .soft { fill: #59636e } .title { font-weight: 600; font-size: 14px }
        .ours { fill: #0969da } .kestrel { fill: #9aa4af } .engine { fill: #6e7781 } .triton { fill: #2da44e }
        @media (prefers-color-scheme: dark) {
          text { fill: #f0f6fc } .ground { fill: #0d1117; stroke: #3d444d } .soft { fill: #9198a1 }
          .ours { fill: #4493f8 } .kestrel { fill: #656c76 } .engine { fill: #8b949e } .triton { fill: #3fb950 }
        }
        """;

    public static string Write(Results results)
    {
        var panels = Panels(results).ToList();
        var rows = panels.Chunk(Columns).Select(row => (Panels: row, Height: row.Max(Height))).ToList();
        var height = Head + rows.Sum(row => row.Height + Margin);

        var svg = new StringBuilder()
            .Append(
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" role=\"img\">\n"
            )
            .Append("<title>Requests in a second of the server's CPU time</title>\n")
            .Append($"<style>\n{Styles}\n</style>\n")
            .Append(
                $"<rect class=\"ground\" x=\"0.5\" y=\"0.5\" width=\"{Width - 1}\" height=\"{height - 1}\" rx=\"6\"/>\n"
            );
        Text(
            svg,
            Margin,
            28,
            "Requests in a second of the server's CPU time: more is better, each model to its own scale",
            "title"
        );
        WriteLegend(svg, panels);

        var top = Head;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Panels.Length; i++)
            {
                WritePanel(svg, row.Panels[i], Margin + i * (PanelWidth + Margin), top);
            }

            top += row.Height + Margin;
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static IEnumerable<Panel> Panels(Results results) =>
        LoadReport
            .Cases(results)
            .GroupBy(cell => cell.Model, StringComparer.Ordinal)
            .Select(model => new Panel(
                model.Key,
                [.. model.Select(cell => new Group(Reports.Names.Of(cell.Protocol), Bars(results, cell)))]
            ));

    private static IReadOnlyList<(string Style, double Value)> Bars(
        Results results,
        (string Model, string Protocol, Cell Ours) cell
    )
    {
        var limit = results.Cell("cells", cell.Model, cell.Protocol, Reports.Names.Baseline)?.PerCpuSecond;
        (string Style, double? Value)[] all =
        [
            ("ours", cell.Ours.PerCpuSecond),
            ("kestrel", limit),
            // Where there is a bare Kestrel, the engine is so far ahead that nothing else could be read.
            ("engine", limit is null ? results.Engine(cell.Model) : null),
            ("triton", Published.Triton(cell.Model, cell.Protocol)),
        ];
        return
        [
            .. all.Where(bar => bar.Value is { } value && double.IsFinite(value))
                .Select(bar => (bar.Style, bar.Value!.Value)),
        ];
    }

    private static void WriteLegend(StringBuilder svg, List<Panel> panels)
    {
        var used = panels.SelectMany(panel => panel.Groups).SelectMany(group => group.Bars).Select(bar => bar.Style);
        var left = Margin;
        foreach (var (style, name) in Legend.Where(entry => used.Contains(entry.Style)))
        {
            svg.Append($"<rect class=\"{style}\" x=\"{left}\" y=\"40\" width=\"12\" height=\"12\" rx=\"2\"/>\n");
            Text(svg, left + 18, 50, name, "soft");
            left += 40 + 7 * name.Length;
        }
    }

    private static void WritePanel(StringBuilder svg, Panel panel, int left, int top)
    {
        Text(svg, left, top + 14, panel.Model, "title");
        var most = panel.Groups.SelectMany(group => group.Bars).Max(bar => bar.Value);
        var y = top + Title;
        foreach (var group in panel.Groups)
        {
            Text(svg, left, y + group.Bars.Count * Bar / 2 + 4, group.Name, "soft");
            foreach (var (style, value) in group.Bars)
            {
                var length = Math.Max(value / most * (PanelWidth - Names - Values), 1);
                var end = left + Names + (int)length + 6;
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect class=\"{style}\" x=\"{left + Names}\" y=\"{y}\" width=\"{length:0.#}\" height=\"{Bar - 2}\"/>\n"
                );
                Text(svg, end, y + Bar - 4, Figures.Rate(value), style == "ours" ? "" : "soft");
                y += Bar;
            }

            y += Gap;
        }
    }

    private static int Height(Panel panel) => Title + panel.Groups.Sum(group => group.Bars.Count * Bar + Gap);

    private static void Text(StringBuilder svg, int x, int y, string text, string style) =>
        svg.Append($"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{WebUtility.HtmlEncode(text)}</text>\n");

    private sealed record Panel(string Model, IReadOnlyList<Group> Groups);

    private sealed record Group(string Name, IReadOnlyList<(string Style, double Value)> Bars);
}
