namespace Slipway.Tasks.Tokenizers.Processing;

/// <summary>
/// A place in what a model takes: the text <paramref name="Sequence"/> (0 or 1), or where that is -1 the tokens
/// <paramref name="Ids"/>.
/// </summary>
internal sealed record TemplatePiece(int Sequence, int TypeId, int[] Ids)
{
    public static TemplatePiece Text(int sequence, int typeId) => new(sequence, typeId, []);

    public static TemplatePiece Special(int typeId, params int[] ids) => new(-1, typeId, ids);
}

/// <summary>What is put around one text and around two, and whether white space is cut off the offsets first.</summary>
internal sealed record PostProcessor
{
    /// <summary>Nothing around them, one after the other.</summary>
    public static PostProcessor None { get; } = new();

    public IReadOnlyList<TemplatePiece> Single { get; init; } = [TemplatePiece.Text(0, 0)];

    public IReadOnlyList<TemplatePiece> Pair { get; init; } = [TemplatePiece.Text(0, 0), TemplatePiece.Text(1, 1)];

    /// <summary>Null: offsets stay. Otherwise whether the first token's one leading space was added, and stays too.</summary>
    public bool? TrimsOffsets { get; init; }

    /// <summary>The special tokens' number stays out of the limit where the reference does not count them.</summary>
    public int AddedTo(bool pair) => (pair ? Pair : Single).Sum(piece => piece.Ids.Length);
}
