using System.Globalization;
using System.Net;
using System.Text;

namespace Slipway.Cli.Bench.Reports.Html;

/// <summary>One line of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Color">A colour of CSS.</param>
/// <param name="Points">In the units of the axes, in order.</param>
internal sealed record PlotLine(string Name, string Color, IReadOnlyList<PlotPoint> Points)
{
    /// <summary>Whether each point is marked.</summary>
    public bool IsMarked { get; init; }
}

/// <summary>A point; its text is shown when it is pointed at, its label beside it.</summary>
internal readonly record struct PlotPoint(double X, double Y, string Text = "", string Label = "")
{
    /// <summary>No point: the line begins anew behind it.</summary>
    public static PlotPoint Gap { get; } = new(double.NaN, double.NaN);

    public bool IsGap => double.IsNaN(Y);
}

/// <summary>Lines over two axes as an SVG element.</summary>
internal sealed class Plot(Axis x, Axis y, string xTitle, string yTitle)
{
    private const int Width = 880;
    private const int Height = 300;
    private const int Left = 72;
    private const int Right = 24;
    private const int Top = 14;
    private const int Bottom = 46;

    private readonly StringBuilder _svg = new();

    /// <summary>Vertical marks with a text, for where something else begins.</summary>
    public IReadOnlyList<(double X, string Text)> Marks { get; init; } = [];

    public string Write(IReadOnlyList<PlotLine> lines, string description)
    {
        _svg.Append($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Escape(description)}\">\n");
        WriteAxes();
        foreach (var (at, text) in Marks)
        {
            Append($"<line class=\"mark\" x1=\"{X(at)}\" y1=\"{Top}\" x2=\"{X(at)}\" y2=\"{Height - Bottom}\"/>");
            Append($"<text class=\"note\" x=\"{X(at)}\" y=\"{Top - 3}\" dx=\"4\">{Escape(text)}</text>");
        }

        foreach (var line in lines)
        {
            WriteLine(line);
            WriteLabels(line);
        }

        _svg.Append("</svg>\n");
        WriteLegend(lines);
        return _svg.ToString();
    }

    private void WriteAxes()
    {
        foreach (var (value, text) in y.Ticks)
        {
            Append($"<line class=\"grid\" x1=\"{Left}\" y1=\"{Y(value)}\" x2=\"{Width - Right}\" y2=\"{Y(value)}\"/>");
            Append($"<text x=\"{Left - 8}\" y=\"{Y(value)}\" dy=\"0.35em\" text-anchor=\"end\">{Escape(text)}</text>");
        }

        foreach (var (value, text) in x.Ticks)
        {
            Append($"<text x=\"{X(value)}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Escape(text)}</text>");
        }

        Append(
            $"<line class=\"axis\" x1=\"{Left}\" y1=\"{Height - Bottom}\" x2=\"{Width - Right}\" y2=\"{Height - Bottom}\"/>"
        );
        Append(
            $"<text class=\"title\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{Escape(xTitle)}</text>"
        );
        Append(
            $"<text class=\"title\" transform=\"rotate(-90)\" x=\"{-(Top + Height - Bottom) / 2}\" y=\"14\" text-anchor=\"middle\">{Escape(yTitle)}</text>"
        );
    }

    private void WriteLine(PlotLine line)
    {
        for (IEnumerable<PlotPoint> rest = line.Points; rest.Any(); rest = rest.SkipWhile(p => !p.IsGap).Skip(1))
        {
            var points = string.Join(' ', rest.TakeWhile(p => !p.IsGap).Select(p => $"{X(p.X)},{Y(p.Y)}"));
            Append($"<polyline style=\"stroke:{line.Color}\" points=\"{points}\"/>");
        }

        foreach (var point in line.Points.Where(p => p.Text.Length > 0))
        {
            var radius = line.IsMarked ? "4" : "7";
            var fill = line.IsMarked ? line.Color : "transparent";
            Append(
                $"<circle cx=\"{X(point.X)}\" cy=\"{Y(point.Y)}\" r=\"{radius}\" style=\"fill:{fill}\"><title>{Escape(point.Text)}</title></circle>"
            );
        }
    }

    private void WriteLabels(PlotLine line)
    {
        foreach (var point in line.Points.Where(p => p.Label.Length > 0))
        {
            // The line rises to the right: above it to the left, but where that would leave the picture.
            var isFarLeft = x.Place(point.X) < 0.1;
            var (offset, rise, anchor) = isFarLeft ? (8, "1.3em", "start") : (-8, "-0.5em", "end");
            Append(
                $"<text class=\"note\" x=\"{X(point.X)}\" y=\"{Y(point.Y)}\" dx=\"{offset}\" dy=\"{rise}\" text-anchor=\"{anchor}\">{Escape(point.Label)}</text>"
            );
        }
    }

    private void WriteLegend(IReadOnlyList<PlotLine> lines)
    {
        if (lines.Count < 2)
            return;
        _svg.Append("<ul class=\"legend\">");
        foreach (var line in lines)
        {
            _svg.Append($"<li><i style=\"background:{line.Color}\"></i>{Escape(line.Name)}</li>");
        }

        _svg.Append("</ul>\n");
    }

    private string X(double value) => Number(Left + x.Place(value) * (Width - Left - Right));

    private string Y(double value) => Number(Height - Bottom - y.Place(value) * (Height - Top - Bottom));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private void Append(string element) => _svg.Append(element).Append('\n');
}
