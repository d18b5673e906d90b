using System.Globalization;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Logs;

/// <summary>Lines of many replicas, each behind the name of its own; on a terminal each replica has a colour.</summary>
/// <param name="writer">Where they go.</param>
/// <param name="isColored">Whether it shows colours.</param>
/// <param name="showsTimes">Whether each line has its time.</param>
internal sealed class LogPrinter(TextWriter writer, bool isColored, bool showsTimes)
{
    // ECMA-48's colours but red, black and white: red is for what went wrong, the others are often the background.
    private static readonly int[] Colors = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

    private readonly Dictionary<string, int> _colors = new(StringComparer.Ordinal);
    private int _width;

    public void Write(LogLine line)
    {
        // The widest name so far: what comes first is not known yet.
        _width = Math.Max(_width, line.Replica.Length);
        var name = line.Replica.PadRight(_width);
        if (isColored)
        {
            if (!_colors.TryGetValue(line.Replica, out var color))
                _colors[line.Replica] = color = Colors[_colors.Count % Colors.Length];
            name = string.Create(CultureInfo.InvariantCulture, $"\u001b[{color}m{name}\u001b[0m");
        }

        var time = showsTimes
            ? line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture)
            : "";
        writer.WriteLine($"{time}{name} | {CliConsole.Plain(line.Text)}");
    }
}
