using System.Globalization;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// A reference to a node's output: <c>node</c> and <c>node:1</c> in graphs, <c>node:argument:1</c> in functions,
/// <c>^node</c> where only the order counts.
/// </summary>
/// <param name="Node">The node's name.</param>
/// <param name="Argument">The name of the output of the operation's definition, in functions.</param>
/// <param name="Index">Which output, or which part of the named one.</param>
internal readonly record struct TensorReference(string Node, string? Argument, int Index)
{
    public const int Control = -1;

    /// <exception cref="ImportException">It is no reference.</exception>
    public static TensorReference Parse(string text)
    {
        if (text.StartsWith('^'))
            return new TensorReference(text[1..], null, Control);
        var parts = text.Split(':');
        return parts.Length switch
        {
            1 => new TensorReference(text, null, 0),
            2 when Number(parts[1]) is { } index => new TensorReference(parts[0], null, index),
            2 => new TensorReference(parts[0], parts[1], 0),
            3 when Number(parts[2]) is { } index => new TensorReference(parts[0], parts[1], index),
            _ => throw new ImportException(ImportReasons.Corrupt, $"'{text}' refers to no tensor."),
        };
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
