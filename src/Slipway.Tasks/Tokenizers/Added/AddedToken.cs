namespace Slipway.Tasks.Tokenizers.Added;

/// <summary>A token that is looked for in the text before anything else happens to it.</summary>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Only where no letter, digit or mark stands beside it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>White space to the left belongs to it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>White space to the right belongs to it.</summary>
    public bool StripRight { get; init; }

    /// <summary>Looked for in the normalised text, in its own normalised form.</summary>
    public bool Normalized { get; init; }

    /// <summary>Looked for in texts; otherwise only known by its id.</summary>
    public bool Matched { get; init; } = true;

    /// <summary>Left out by <see cref="Tokenizer.Decode"/> on request.</summary>
    public bool Special { get; init; }
}
