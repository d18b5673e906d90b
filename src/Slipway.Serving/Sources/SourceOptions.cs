namespace Slipway.Serving.Sources;

/// <summary>How a source looks for changes.</summary>
public sealed record SourceOptions
{
    /// <summary>Looks once, takes what is there as it is, and never sees a change: for tools.</summary>
    public static readonly SourceOptions Once = new()
    {
        PollInterval = TimeSpan.Zero,
        SettleTime = TimeSpan.Zero,
        Watch = false,
    };

    /// <summary>
    /// The longest time between two looks. Default 2 s. Zero: file events alone decide, which network mounts and
    /// switched symbolic links do not give.
    /// </summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a version must have been left alone before it counts as whole. Default 1 s. Zero: it is taken as it is
    /// found.
    /// </summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether file events are listened to. Default true.</summary>
    public bool Watch { get; init; } = true;
}
