using System.Globalization;
using System.Text;

namespace Slipway.Gateway.Telemetry;

/// <summary>
/// Writes metrics in Prometheus' text format, or in OpenMetrics, where the family of a counter has the name without
/// <c>_total</c>.
/// </summary>
internal sealed class Exposition(bool openMetrics)
{
    private readonly StringBuilder _text = new();

    /// <param name="name">Without <c>_total</c>.</param>
    /// <param name="help">A sentence.</param>
    public void Counter(string name, string help) => Family(openMetrics ? name : name + "_total", "counter", help);

    public void Gauge(string name, string help) => Family(name, "gauge", help);

    public void Histogram(string name, string help) => Family(name, "histogram", help);

    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        var separator = '{';
        foreach (var (label, content) in labels)
        {
            _text.Append(separator).Append(label).Append("=\"").Append(Escaped(content)).Append('"');
            separator = ',';
        }

        if (labels.Length > 0)
            _text.Append('}');
        _text.Append(CultureInfo.InvariantCulture, $" {value}\n");
    }

    public override string ToString() => _text.ToString();

    private void Family(string name, string type, string help) =>
        _text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n# HELP {name} {help}\n");

    private static string Escaped(string content) =>
        content
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
