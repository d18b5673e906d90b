namespace Slipway.Protocols.TextFormat;

/// <summary>
/// Where fields stood, by their path from the root: <c>input[0].dims</c>, with an index for each repeated message and
/// none for repeated scalars; without the last index it is the first of them. Bounded: of a text with very many fields
/// the first are known.
/// </summary>
public sealed class TextFormatPositions
{
    private const int MaxPositions = 10_000;

    private readonly Dictionary<string, TextPosition> _positions = new(StringComparer.Ordinal);

    /// <summary>The place of the field, or of the nearest message around it; null where not even that is known.</summary>
    public TextPosition? Find(string path)
    {
        while (path.Length > 0)
        {
            if (_positions.TryGetValue(path, out var position))
                return position;
            path = path[..Math.Max(0, path.LastIndexOf('.'))];
        }

        return null;
    }

    internal void Add(string path, TextPosition position)
    {
        if (_positions.Count < MaxPositions)
            _positions.TryAdd(path, position);
    }
}
