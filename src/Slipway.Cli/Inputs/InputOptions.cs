namespace Slipway.Cli.Inputs;

/// <summary>Where the values of one request come from.</summary>
internal sealed record InputOptions
{
    /// <summary>A file, <c>-</c> for standard input, or null where none was named.</summary>
    public string? File { get; init; }

    public InputFormat Format { get; init; }

    public bool Random { get; init; }

    public int? Seed { get; init; }

    public ImageScale? ImageScale { get; init; }

    /// <summary>Shapes of random values by the input's name; an input that is not here takes its signature's.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes { get; init; } = new Dictionary<string, long[]>();
}
