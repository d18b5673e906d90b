namespace Slipway.Deployment.Pipelines;

/// <summary>What somebody else wrote, for messages.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    public static string Of(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";

    /// <summary>At most a few.</summary>
    public static string List(IEnumerable<string> names)
    {
        const int most = 20;
        var all = names.Order(StringComparer.Ordinal).ToArray();
        return all.Length == 0 ? "none"
            : all.Length <= most ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(most))} and {all.Length - most} more";
    }
}
