using System.Text.Json.Nodes;

namespace Slipway.Configuration;

/// <summary>Where a node of a tree was written.</summary>
/// <param name="Key">Its key; for an entry of a list the same as <paramref name="Value"/>.</param>
/// <param name="Value">What stands behind the key, for mappings and lists their first line.</param>
/// <param name="IsScalar">Whether it is a single value.</param>
public readonly record struct NodePlace(SourceMark Key, SourceMark Value, bool IsScalar)
{
    /// <summary>Where a reader looks for what is wrong with the node: at a value, but at the key of a mapping or list.</summary>
    public SourceMark Mark => IsScalar ? Value : Key;
}

/// <summary>A tree that source-generated contracts bind, and where each of its nodes stood.</summary>
public sealed class JsonTree
{
    private readonly Dictionary<string, NodePlace> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    private JsonTree(SourceMapping root)
    {
        _places[""] = new NodePlace(root.Mark, root.Mark, IsScalar: false);
        Root = ConvertMapping(root, "");
    }

    public JsonObject Root { get; }

    /// <summary>By <see cref="NodePath"/>.</summary>
    public IReadOnlyDictionary<string, NodePlace> Places => _places;

    /// <summary>Paths of <see cref="SourceBroken"/>, which have a place and no node.</summary>
    public IReadOnlySet<string> Broken => _broken;

    /// <exception cref="PathTooLongException">Aliases made a path longer than <see cref="NodePath.MaxLength"/>.</exception>
    public static JsonTree Of(SourceMapping root) => new(root);

    private JsonNode? Convert(SourceNode node, SourceMark key, string path)
    {
        if (path.Length > NodePath.MaxLength)
            throw new PathTooLongException("The keys down to here are too long.");
        _places[path] = new NodePlace(key, node.Mark, node is SourceScalar or SourceBroken);
        if (node is SourceBroken)
            _broken.Add(path);
        return node switch
        {
            SourceMapping mapping => ConvertMapping(mapping, path),
            SourceList list => new JsonArray([
                .. list.Items.Select((item, i) => Convert(item, item.Mark, NodePath.Join(path, i))),
            ]),
            SourceScalar scalar => scalar.ToJson(),
            _ => null,
        };
    }

    private JsonObject ConvertMapping(SourceMapping mapping, string path)
    {
        var result = new JsonObject();
        foreach (var entry in mapping.Entries)
        {
            var value = Convert(entry.Value, entry.KeyMark, NodePath.Join(path, entry.Key));
            if (entry.Value is not SourceBroken)
                result[entry.Key] = value;
        }

        return result;
    }
}
