namespace Slipway.Protocols.Json.Reading;

/// <summary>Matches the literal tokens of JSON and of its extension for non-finite numbers.</summary>
internal static class Keyword
{
    public static ElementStatus Match(ReadOnlySpan<byte> input, bool isComplete, ReadOnlySpan<byte> keyword)
    {
        if (input.StartsWith(keyword))
            return ElementStatus.Done;
        return !isComplete && keyword.StartsWith(input) ? ElementStatus.Incomplete : ElementStatus.WrongKind;
    }

    /// <summary>
    /// <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which Triton and Python's json write where JSON has no word.
    /// </summary>
    public static ElementStatus MatchNonFinite(
        ReadOnlySpan<byte> input,
        bool isComplete,
        out double value,
        out int consumed
    )
    {
        value = double.NaN;
        var keyword = "NaN"u8;
        if (!input.IsEmpty && input[0] == 'I')
        {
            value = double.PositiveInfinity;
            keyword = "Infinity"u8;
        }
        else if (!input.IsEmpty && input[0] == '-')
        {
            value = double.NegativeInfinity;
            keyword = "-Infinity"u8;
        }

        consumed = keyword.Length;
        return Match(input, isComplete, keyword);
    }
}
