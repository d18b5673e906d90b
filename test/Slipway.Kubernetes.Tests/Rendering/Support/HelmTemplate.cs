using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;

namespace Slipway.Kubernetes.Tests.Rendering.Support;

/// <summary>
/// Evaluates the few expressions that charts are written with, as Go's text/template and Helm's functions do: a text,
/// <c>.Release.Namespace</c>, <c>.Values.gateway.KEY</c>, <c>(index .Values.services "NAME").KEY</c>; <c>quote</c>; and
/// <c>toYaml … | nindent N</c> behind a trimming <c>{{-</c>. Anything else is an error. It stands in for 'helm template'.
/// </summary>
internal static partial class HelmTemplate
{
    public static string Evaluate(IReadOnlyList<OutputFile> chart, string release)
    {
        var values = YamlTree.Parse(chart.Single(file => file.Path == "values.yaml").Text);
        return string.Concat(
            chart
                .Where(file =>
                    file.Path.StartsWith("templates/", StringComparison.Ordinal)
                    && file.Path.EndsWith(".yaml", StringComparison.Ordinal)
                )
                .Select(file => Evaluate(file.Text, values, release))
        );
    }

    public static string Evaluate(string template, JsonNode values, string release) =>
        Action().Replace(template, match => Value(match.Groups["text"].Value, values, release));

    private static string Value(string action, JsonNode values, string release)
    {
        if (action == ".Release.Namespace")
            return release;
        if (action is ['"', .., '"'])
            return action[1..^1];
        var parts = action.Split(" | ");
        var block = parts[0].StartsWith("toYaml ", StringComparison.Ordinal);
        var value = Find(block ? parts[0]["toYaml ".Length..] : parts[0], values);
        if (block)
            return Indented(YamlText.Of(value), int.Parse(parts[1]["nindent ".Length..], CultureInfo.InvariantCulture));
        return parts is [_, "quote"] ? $"\"{value}\""
            : parts.Length == 1 ? value.ToJsonString()
            : throw new InvalidOperationException($"'{action}' is not known.");
    }

    private static JsonNode Find(string expression, JsonNode values)
    {
        var match = Path().Match(expression);
        match.Success.Should().BeTrue($"'{expression}' is an expression that is known");
        JsonNode? at = values[match.Groups["root"].Success ? match.Groups["root"].Value : "services"];
        if (match.Groups["service"].Success)
            at = at?[match.Groups["service"].Value];
        foreach (var key in match.Groups["keys"].Value.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at?[key];
        }

        return at ?? throw new InvalidOperationException($"values.yaml has no {expression}.");
    }

    private static string Indented(string yaml, int indent) =>
        string.Concat(yaml.TrimEnd('\n').Split('\n').Select(line => "\n" + new string(' ', indent) + line));

    [GeneratedRegex(@"( *\{\{- |\{\{ )(?<text>.*?) \}\}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Action();

    [GeneratedRegex(
        """^(\.Values\.(?<root>gateway)|\(index \.Values\.services "(?<service>[a-z0-9-]+)"\))(?<keys>(\.[a-z]+)+)$""",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Path();
}
