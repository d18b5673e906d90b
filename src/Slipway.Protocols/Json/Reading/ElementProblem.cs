using System.Buffers;
using System.Text;
using Slipway.Tensors;

namespace Slipway.Protocols.Json.Reading;

/// <summary>Words for what is wrong with an element.</summary>
internal static class ElementProblem
{
    private const int LongestSnippet = 32;

    private static readonly SearchValues<byte> Delimiters = SearchValues.Create(",]} \t\r\n"u8);

    public static string Describe(
        ElementStatus status,
        long index,
        ReadOnlySpan<byte> input,
        DataType type,
        ElementScanner scanner
    )
    {
        var found = Snippet(input);
        return status switch
        {
            ElementStatus.WrongKind => $"element {index} must be {scanner.Expectation}, found {found}",
            ElementStatus.NotIntegral =>
                $"element {index} is {found}, but {type.Name()} takes integers without fraction or exponent",
            ElementStatus.OutOfRange =>
                $"element {index} is {found}, an overflow: {type.Name()} takes {scanner.Expectation}",
            ElementStatus.InvalidText =>
                $"element {index} is not valid UTF-8 text; send bytes that are not text as binary data",
            _ => $"element {index} is not valid JSON: {found}",
        };
    }

    /// <summary>Whether enough of the offending text is there to quote it.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> input) =>
        input.Length > LongestSnippet || input.ContainsAny(Delimiters);

    /// <summary>The offending text, in quotes and cut short.</summary>
    public static string Snippet(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOfAny(Delimiters);
        if (end <= 0)
            end = end == 0 ? 1 : input.Length;
        var text = Encoding.UTF8.GetString(input[..Math.Min(end, LongestSnippet)]);
        return MessageContext.Quote(end > LongestSnippet ? text + "…" : text);
    }
}
