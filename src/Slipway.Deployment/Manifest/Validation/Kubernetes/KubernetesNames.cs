namespace Slipway.Deployment.Manifest.Validation.Kubernetes;

/// <summary>The forms that Kubernetes asks of names (Kubernetes documentation, "Object Names and IDs", "Labels and Selectors").</summary>
public static class KubernetesNames
{
    private const int LongestLabel = 63;
    private const int LongestSubdomain = 253;

    /// <summary>RFC 1123: of namespaces, Services and labels of host names.</summary>
    public const string LabelForm =
        "lower-case letters, digits and hyphens, a letter or digit first and last, at most 63";

    public const string SubdomainForm =
        "lower-case letters, digits, hyphens and dots, a letter or digit first and last, at most 253";

    public const string LabelKeyForm =
        "letters, digits, '-', '_' and '.', a letter or digit first and last, at most 63; a domain and '/' may stand before it";

    public const string LabelValueForm =
        "letters, digits, '-', '_' and '.', a letter or digit first and last, at most 63; or nothing";

    public static bool IsLabel(string name) => name.Length is > 0 and <= LongestLabel && HasForm(name, IsLower, "-");

    /// <summary>RFC 1123: of most objects.</summary>
    public static bool IsSubdomain(string name) =>
        name.Length is > 0 and <= LongestSubdomain && name.Split('.').All(part => HasForm(part, IsLower, "-"));

    public static bool IsLabelKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (slash < 0 || IsSubdomain(key[..slash])) && IsWord(key[(slash + 1)..]);
    }

    public static bool IsLabelValue(string value) => value.Length == 0 || IsWord(value);

    /// <summary>What environment variables may be called on every version that is supported; ':' is not among it.</summary>
    public static bool IsVariable(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= LongestLabel && HasForm(text, char.IsAsciiLetterOrDigit, "-_.");

    private static bool IsLower(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static bool HasForm(string text, Func<char, bool> isLetter, string within) =>
        text.Length > 0
        && isLetter(text[0])
        && isLetter(text[^1])
        && text.All(c => isLetter(c) || within.Contains(c, StringComparison.Ordinal));
}
