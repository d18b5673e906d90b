using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Http;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slipway.ApiServer.Documents;

/// <summary>YAML as JSON, plain scalars by the core schema.</summary>
internal static class YamlDocument
{
    private const int Deepest = 128;

    /// <exception cref="StatusException">The text is not one YAML document: 400.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [var only, ..] ? Convert(only.RootNode, 0) : null;
        }
        catch (YamlException failure)
        {
            throw StatusException.BadRequest($"error decoding YAML: {failure.Message}");
        }
    }

    private static JsonNode? Convert(YamlNode node, int depth)
    {
        if (depth > Deepest)
            throw StatusException.BadRequest($"the document is nested more than {Deepest} levels deep");
        switch (node)
        {
            case YamlMappingNode map:
                var result = new JsonObject();
                foreach (var (key, value) in map)
                    result[((YamlScalarNode)key).Value ?? ""] = Convert(value, depth + 1);
                return result;
            case YamlSequenceNode list:
                return new JsonArray([.. list.Select(item => Convert(item, depth + 1))]);
            case YamlScalarNode { Style: ScalarStyle.Plain, Tag.IsEmpty: true } plain:
                return Plain(plain.Value ?? "");
            default:
                return ((YamlScalarNode)node).Value;
        }
    }

    private static JsonNode? Plain(string text) =>
        text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                whole,
            _ when char.IsAsciiDigit(
                    text.TrimStart('-', '+', '.')[..Math.Min(1, text.TrimStart('-', '+', '.').Length)]
                        .FirstOrDefault('x')
                ) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) => real,
            _ => text,
        };
}
