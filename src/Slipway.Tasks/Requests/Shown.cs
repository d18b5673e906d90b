namespace Slipway.Tasks.Requests;

/// <summary>What callers wrote, as messages show it.</summary>
internal static class Shown
{
    private const int Most = 40;

    /// <summary>The text, or its beginning where it is long; a surrogate pair is not cut.</summary>
    public static string Of(string text)
    {
        if (text.Length <= Most)
            return text;
        var end = char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most;
        return text[..end] + "…";
    }
}
