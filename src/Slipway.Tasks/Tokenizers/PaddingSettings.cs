namespace Slipway.Tasks.Tokenizers;

/// <summary>How an encoding is filled up.</summary>
public sealed record PaddingSettings
{
    /// <summary>No padding, also where the tokenizer's file asks for it.</summary>
    public static PaddingSettings None { get; } = new();

    /// <summary>Tokens that every encoding gets at least; null: the longest of those that go together.</summary>
    public int? Length { get; init; }

    /// <summary>Lengths are rounded up to a multiple of this; 0: they are not.</summary>
    public int MultipleOf { get; init; }

    public int Id { get; init; }

    public int TypeId { get; init; }

    /// <summary>The padding comes before the text.</summary>
    public bool OnLeft { get; init; }

    /// <summary>The length to which <paramref name="longest"/> tokens are filled up.</summary>
    public int LengthFor(int longest)
    {
        var length = Length ?? longest;
        return MultipleOf > 1 && length % MultipleOf != 0 ? length + MultipleOf - length % MultipleOf : length;
    }
}
