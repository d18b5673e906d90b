using System.Globalization;
using System.Text;

namespace Slipway.AspNetCore.Telemetry;

/// <summary>
/// Writes metrics in Prometheus' text format or in OpenMetrics, which differ here only in this: a counter of OpenMetrics
/// has a name that ends in <c>_total</c>, and one that may not be renamed is of unknown type there.
/// </summary>
internal sealed class ExpositionWriter(bool openMetrics)
{
    private readonly StringBuilder _text = new();

    public void Counter(string name, string help) => Family(name, openMetrics ? "unknown" : "counter", help);

    public void Gauge(string name, string help) => Family(name, "gauge", help);

    /// <summary>One value of the family begun last.</summary>
    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        var separator = '{';
        foreach (var (label, content) in labels)
        {
            _text.Append(separator).Append(label).Append("=\"");
            Escape(content);
            _text.Append('"');
            separator = ',';
        }

        if (separator == ',')
            _text.Append('}');
        _text.Append(CultureInfo.InvariantCulture, $" {value}\n");
    }

    public override string ToString() => _text.ToString();

    private void Family(string name, string type, string help)
    {
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
    }

    private void Escape(string content)
    {
        foreach (var c in content)
        {
            _text.Append(
                c switch
                {
                    '\\' => "\\\\",
                    '"' => "\\\"",
                    '\n' => "\\n",
                    _ => null,
                }
            );
            if (c is not ('\\' or '"' or '\n'))
                _text.Append(c);
        }
    }
}
