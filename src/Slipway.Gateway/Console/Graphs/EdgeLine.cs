using System.Globalization;
using System.Text;

namespace Slipway.Gateway.Console.Graphs;

/// <summary>The line of an edge, as SVG has it: level where it leaves, passes and arrives.</summary>
internal static class EdgeLine
{
    public static string Of(IReadOnlyList<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}");
        for (var i = 1; i < points.Count; i++)
        {
            var ((x0, y0), (x1, y1)) = (points[i - 1], points[i]);
            var middle = (x0 + x1) / 2;
            path.Append(
                CultureInfo.InvariantCulture,
                $"C{middle:0.#} {y0:0.#} {middle:0.#} {y1:0.#} {x1:0.#} {y1:0.#}"
            );
        }

        return path.ToString();
    }
}
