using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slipway.Configuration;

/// <summary>
/// Parses YAML (1.2 core schema) to a JSON tree that source-generated contracts bind, and remembers where each node
/// stood. Aliases are expanded, the whole bounded, so that a small file cannot become a large tree.
/// </summary>
public sealed class YamlReader
{
    private const int MaxNodes = 100_000;
    private const int MaxDepth = 64;
    private const int MaxPathLength = 1024;

    private readonly Dictionary<string, Mark> _marks = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlReader() { }

    /// <summary>Line and column (from 1) of each node, by its path (<c>onnx.intra_op_threads</c>).</summary>
    public IReadOnlyDictionary<string, Mark> Marks => _marks;

    /// <exception cref="ServingException">InvalidArgument, with line and column.</exception>
    public static (JsonObject Root, YamlReader Source) Parse(TextReader text, string fileName)
    {
        var reader = new YamlReader();
        try
        {
            var stream = new YamlStream();
            stream.Load(new ShallowParser(new Parser(text), MaxDepth));
            var root = stream.Documents switch
            {
                [] => new JsonObject(),
                [var only] => reader.Convert(only.RootNode, "", 0),
                _ => throw ServingException.InvalidArgument($"{fileName} has several documents; one is expected."),
            };
            return root switch
            {
                JsonObject mapping => (mapping, reader),
                null => (new JsonObject(), reader),
                _ => throw ServingException.InvalidArgument(
                    $"{fileName} must hold keys and values at its top level, such as 'name: iris'."
                ),
            };
        }
        catch (YamlException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"{fileName}, line {e.Start.Line}, column {e.Start.Column}: {e.Message}",
                e
            );
        }
    }

    private JsonNode? Convert(YamlNode node, string path, int depth)
    {
        if (path.Length > MaxPathLength)
            throw ServingException.InvalidArgument($"Line {node.Start.Line}: the keys down to here are too long.");
        if (++_nodes > MaxNodes || depth > MaxDepth)
            throw ServingException.InvalidArgument($"The YAML at '{path}' is nested too deeply or expands too far.");
        _marks.TryAdd(path, node.Start);
        return node switch
        {
            YamlMappingNode mapping => ConvertMapping(mapping, path, depth),
            YamlSequenceNode sequence => new JsonArray([
                .. sequence.Children.Select((child, i) => Convert(child, $"{path}[{i}]", depth + 1)),
            ]),
            YamlScalarNode scalar => ConvertScalar(scalar),
            _ => throw ServingException.InvalidArgument($"The YAML at '{path}' is of a kind that is not used here."),
        };
    }

    private JsonObject ConvertMapping(YamlMappingNode mapping, string path, int depth)
    {
        var result = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            var name =
                (key as YamlScalarNode)?.Value
                ?? throw ServingException.InvalidArgument($"Line {key.Start.Line}: a key must be a plain word.");
            var child = path.Length == 0 ? name : $"{path}.{name}";
            result[name] = Convert(value, child, depth + 1);
        }

        return result;
    }

    private static JsonValue? ConvertScalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(text);
        if (text is "" or "~" or "null" or "Null" or "NULL")
            return null;
        if (text is "true" or "True" or "TRUE")
            return JsonValue.Create(true);
        if (text is "false" or "False" or "FALSE")
            return JsonValue.Create(false);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return JsonValue.Create(integer);
        var isNumber =
            (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isNumber
            ? JsonValue.Create(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))
            : JsonValue.Create(text);
    }
}
