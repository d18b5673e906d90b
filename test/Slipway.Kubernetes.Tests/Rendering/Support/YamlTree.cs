using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slipway.Kubernetes.Tests.Rendering.Support;

/// <summary>YAML as Kubernetes' tools read it, as far as rendered documents go: plain words that are true, false, null or a number are those.</summary>
internal static class YamlTree
{
    /// <summary>The documents of a stream that begin with <c>---</c>, each as text and as tree.</summary>
    public static IEnumerable<(string Text, JsonObject Tree)> Documents(string yaml) =>
        ("\n" + yaml)
            .Split("\n---\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.TrimStart('\n'))
            .Where(text => text.Length > 0)
            .Select(text => (text, Parse(text).AsObject()));

    public static JsonNode Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Tree(stream.Documents.Single().RootNode)!;
    }

    private static JsonNode? Tree(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => new JsonObject(
                mapping.Children.Select(child =>
                    KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Tree(child.Value))
                )
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Tree)]),
            YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
            YamlScalarNode scalar => scalar.Value,
            _ => throw new InvalidOperationException($"{node.NodeType} is not rendered."),
        };

    private static JsonNode? Plain(string text) =>
        text switch
        {
            "null" or "" => null,
            "true" => true,
            "false" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                whole,
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
}
