using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>
/// A Helm chart (apiVersion v2). Its templates are the objects with a few values in the place of what changes most; with
/// <c>values.yaml</c> as it is written they come to the same objects. The release's namespace is theirs.
/// </summary>
public static class HelmChart
{
    /// <param name="fleet">Rendered.</param>
    /// <param name="version">The chart's, as Semantic Versioning has it.</param>
    public static IReadOnlyList<OutputFile> Write(RenderedFleet fleet, string version)
    {
        var values = new HelmValues();
        OutputFile[] templates =
        [
            .. fleet.Parts.Select(part => new OutputFile($"templates/{part.Name}.yaml", Template(part, values))),
        ];
        return
        [
            new OutputFile("Chart.yaml", YamlText.Of(Chart(fleet, version))),
            new OutputFile("values.yaml", YamlText.Of(values.Tree)),
            .. templates,
            .. fleet.Notes.Count > 0
                ? [new OutputFile("templates/NOTES.txt", Escape(string.Join("\n", fleet.Notes) + "\n"))]
                : (OutputFile[])[],
        ];
    }

    private static JsonObject Chart(RenderedFleet fleet, string version) =>
        new()
        {
            ["apiVersion"] = "v2",
            ["name"] = fleet.Name,
            ["description"] = $"The fleet {fleet.Name}, rendered by slipway.",
            ["type"] = "application",
            ["version"] = version,
        };

    private static string Template(RenderedPart part, HelmValues values)
    {
        JsonObject[] trees = [.. part.Objects.Select(each => ObjectJson.WithoutNamespace(each))];
        var placeholders = new HelmPlaceholders(YamlText.Of(trees));
        foreach (var tree in trees)
        {
            values.TakeOver(tree, part.Name, placeholders);
            foreach (var subject in tree["subjects"]?.AsArray() ?? [])
            {
                subject!["namespace"] = placeholders.Scalar(".Release.Namespace");
            }
        }

        return placeholders.Fill(Escape(YamlText.Of(trees)));
    }

    // What looks like a template in an object is none.
    private static string Escape(string text) => text.Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal);
}
