namespace Slipway.Cli.Bench.Requests;

/// <summary>Headers as users write them.</summary>
internal static class HeaderText
{
    // They would contradict the bytes that are sent.
    private static readonly string[] OwnNames = ["Content-Length", "Transfer-Encoding"];

    /// <exception cref="CliException">It is none, or one that is set here.</exception>
    public static (string Name, string Value) Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : text[..colon].Trim(' ', '\t');
        var value = text[(colon + 1)..].Trim(' ', '\t');
        if (name.Length == 0 || !name.All(IsToken) || value.Any(char.IsControl) || value.Any(c => c > 255))
            throw CliException.Usage($"--header takes NAME: VALUE in plain characters, not '{text}'.");
        if (OwnNames.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw CliException.Usage($"--header cannot set {name}: it follows from the body.");
        return (name, value);
    }

    // RFC 9110, section 5.6.2.
    private static bool IsToken(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c);
}
