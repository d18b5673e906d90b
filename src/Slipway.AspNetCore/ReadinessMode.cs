namespace Slipway.AspNetCore;

/// <summary>When the server calls itself ready.</summary>
public enum ReadinessMode
{
    /// <summary>Every model declared for loading at start is Available.</summary>
    Strict,

    /// <summary>The server answers, whatever became of its models.</summary>
    Lenient,
}
