using System.Text;
using System.Text.Json.Nodes;
using Slipway.Configuration;
using Slipway.Errors;

namespace Slipway.Kubernetes.Conversion;

/// <summary>Objects of Kubernetes in a file of somebody's: one or more YAML documents, or JSON, lists taken apart.</summary>
public static class ForeignManifest
{
    private const int MostObjects = 10_000;

    /// <param name="text">YAML or JSON.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="ServingException">InvalidArgument: it cannot be read; with line and column.</exception>
    public static IReadOnlyList<JsonObject> Read(string text, string fileName)
    {
        var objects = new List<JsonObject>();
        foreach (var document in Documents(text))
        {
            using var reader = new StringReader(document);
            var (root, source) = YamlReader.Parse(reader, fileName);
            if (source.Problems.Count > 0)
            {
                var (mark, _, message) = source.Problems[0];
                throw ServingException.InvalidArgument(
                    $"{fileName}, line {mark.Line}, column {mark.Column}: {message.TrimEnd('.')}."
                );
            }

            if (
                root["kind"]?.ToString().EndsWith("List", StringComparison.Ordinal) == true
                && root["items"] is JsonArray items
            )
                objects.AddRange(items.OfType<JsonObject>());
            else if (root.Count > 0)
                objects.Add(root);
            if (objects.Count > MostObjects)
                throw ServingException.InvalidArgument(
                    $"{fileName} has more than {MostObjects} objects; convert a part of it."
                );
        }

        return objects;
    }

    // Each keeps the lines before it, empty, so that its own have their numbers.
    private static IEnumerable<string> Documents(string text)
    {
        var document = new StringBuilder();
        var hasContent = false;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.TrimEnd() is "---" or "..." || line.StartsWith("--- ", StringComparison.Ordinal))
            {
                if (hasContent)
                    yield return document.ToString();
                document.Clear().Append('\n', number - 1);
                hasContent = false;
                continue;
            }

            hasContent |= line.AsSpan().Trim() is { Length: > 0 } content && content[0] != '#';
            if (number > 1)
                document.Append('\n');
            document.Append(line);
        }

        if (hasContent)
            yield return document.ToString();
    }
}
