namespace Slipway.Tasks.Text;

/// <summary>What is wrong with texts.</summary>
internal static class TextChecks
{
    /// <summary>Adds a sentence where there is nothing that an answer could be about.</summary>
    public static void NotEmpty(string member, string text, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
            errors.Add($"'{member}' is empty: there is nothing to answer for.");
    }
}
