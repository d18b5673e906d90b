using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Comparison;

/// <summary>Whether two answers to one request say the same.</summary>
public static class AnswerComparer
{
    /// <summary>Answers over this many bytes are not read as JSON: 16 MiB.</summary>
    public const int LargestJson = 16 << 20;

    /// <summary>
    /// Null where they agree; else one short sentence with the first place where they do not, and both values. Two answers that
    /// are JSON agree where every value does: numbers within the tolerance, absolutely or relatively, but whole numbers only
    /// absolutely (a label or an offset beside another is another one); texts to the letter; arrays in order; members in any
    /// order, passing over the names to ignore at any depth. <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers, each
    /// equal to itself. Anything else must be the same bytes. Never throws, whatever the bytes are.
    /// </summary>
    public static string? Difference(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, AgreementGate rules) =>
        Difference(expected, actual, new JsonComparison(rules, false));

    internal static string? Difference(
        ReadOnlyMemory<byte> expected,
        ReadOnlyMemory<byte> actual,
        JsonComparison comparison
    )
    {
        if (expected.Span.SequenceEqual(actual.Span))
            return null;
        using var wanted = AnswerJson.Parse(expected);
        using var came = wanted is null ? null : AnswerJson.Parse(actual);
        if (wanted is null || came is null)
            return OfBytes(expected.Span, actual.Span);
        try
        {
            return comparison.Difference(wanted.RootElement, came.RootElement)?.ToString();
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair or bytes that are no UTF-8 is let pass by the parser, and cannot be read.
            return OfBytes(expected.Span, actual.Span);
        }
    }

    private static string OfBytes(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) =>
        $"the answers are not both JSON and differ from byte {expected.CommonPrefixLength(actual)} on "
        + $"(of {expected.Length} and {actual.Length})";
}
