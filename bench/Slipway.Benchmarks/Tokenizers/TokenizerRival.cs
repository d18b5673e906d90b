namespace Slipway.Benchmarks.Tokenizers;

/// <summary>One tokenizer over one vocabulary.</summary>
/// <param name="Name">The library, as the report names it.</param>
/// <param name="Encode">The ids of a text, special tokens included.</param>
internal sealed record TokenizerRival(string Name, Func<string, int[]> Encode) : IDisposable
{
    private readonly IDisposable? _owned;

    public TokenizerRival(string name, Func<string, int[]> encode, IDisposable owned)
        : this(name, encode) => _owned = owned;

    public void Dispose() => _owned?.Dispose();
}
