namespace Slipway.Deployment.Manifest;

/// <summary>Where something is that may be at an address rather than on this machine.</summary>
public static class SourceAddress
{
    /// <summary>What stands before <c>://</c>; null for a path.</summary>
    public static string? SchemeOf(string source)
    {
        var end = source.IndexOf("://", StringComparison.Ordinal);
        return end > 0 && source.AsSpan(0, end).IndexOfAnyExcept(SchemeLetters) < 0
            ? source[..end].ToLowerInvariant()
            : null;
    }

    private static readonly System.Buffers.SearchValues<char> SchemeLetters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."
    );
}
