namespace Slipway.Tasks.Tokenizers;

/// <summary>
/// A text, or a pair of texts, as tokens. All arrays have one element for each token; nobody changes them after
/// <see cref="Tokenizer.Encode"/> returned, and many threads may read them.
/// </summary>
public sealed class Encoding
{
    public static Encoding Empty { get; } = new();

    public int Count => Ids.Length;

    public int[] Ids { get; init; } = [];

    /// <summary>The segment of each token (0 or 1), as the post-processor counts them.</summary>
    public int[] TypeIds { get; init; } = [];

    /// <summary>1, and 0 for padding.</summary>
    public int[] AttentionMask { get; init; } = [];

    /// <summary>
    /// Where the token stands in the ORIGINAL text (that of its sequence), in UTF-16 code units; (0, 0) for tokens that
    /// were added. Never in the middle of a surrogate pair. <see cref="TextOffsets"/> converts to other units.
    /// </summary>
    public TextSpan[] Offsets { get; init; } = [];

    /// <summary>The number of the word (of the pre-tokenizer) of which the token is a part, or -1; counted per text.</summary>
    public int[] Words { get; init; } = [];

    /// <summary>1 for tokens that the post-processor or padding added, 0 for tokens of the text.</summary>
    public int[] SpecialTokensMask { get; init; } = [];

    /// <summary>The text from which the token comes: 0 the first, 1 the second, -1 none.</summary>
    public int[] Sequences { get; init; } = [];

    /// <summary>The further windows, in order, where the text was longer than the truncation allows.</summary>
    public IReadOnlyList<Encoding> Overflow { get; init; } = [];

    /// <summary>This encoding (not its windows) filled up to <paramref name="length"/> tokens; itself if long enough.</summary>
    public Encoding PadTo(int length, PaddingSettings settings)
    {
        var missing = length - Count;
        if (missing <= 0)
            return this;

        var at = settings.OnLeft ? missing : 0;
        return new Encoding
        {
            Ids = Fill(Ids, length, at, settings.Id),
            TypeIds = Fill(TypeIds, length, at, settings.TypeId),
            AttentionMask = Fill(AttentionMask, length, at, 0),
            Offsets = Fill(Offsets, length, at, default),
            Words = Fill(Words, length, at, -1),
            SpecialTokensMask = Fill(SpecialTokensMask, length, at, 1),
            Sequences = Fill(Sequences, length, at, -1),
            Overflow = Overflow,
        };
    }

    private static T[] Fill<T>(T[] values, int length, int at, T filler)
    {
        var filled = new T[length];
        filled.AsSpan(0, at).Fill(filler);
        values.CopyTo(filled, at);
        filled.AsSpan(at + values.Length).Fill(filler);
        return filled;
    }
}
