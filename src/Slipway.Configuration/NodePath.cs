using System.Buffers;

namespace Slipway.Configuration;

/// <summary>The keys down to a node: <c>services.ner.models[0]</c>; a key with marks of this notation in it is quoted.</summary>
public static class NodePath
{
    /// <summary>The longest that is made: many nodes under a key of a megabyte would take all memory.</summary>
    public const int MaxLength = 1024;

    private static readonly SearchValues<char> Notation = SearchValues.Create(".[]\"");

    public static string Join(string path, string key) =>
        key.Length == 0 || key.AsSpan().ContainsAny(Notation) ? $"{path}[\"{key}\"]"
        : path.Length == 0 ? key
        : $"{path}.{key}";

    public static string Join(string path, int index) => $"{path}[{index}]";

    /// <summary>Whether a node is another one or lies within it.</summary>
    public static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal)
        && (path.Length == outer.Length || outer.Length == 0 || path[outer.Length] is '.' or '[');

    /// <summary>Whether a node is an entry of a list.</summary>
    public static bool IsEntry(string path) => path.EndsWith(']') && !path.EndsWith("\"]", StringComparison.Ordinal);

    /// <summary>The node that a node is in; empty for the top.</summary>
    public static string Parent(string path)
    {
        var end = path.EndsWith("\"]", StringComparison.Ordinal)
            ? path.LastIndexOf("[\"", StringComparison.Ordinal)
            : path.LastIndexOfAny(['.', '[']);
        return end < 0 ? "" : path[..end];
    }
}
