using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.TensorFlowServing.Rest.Reading;

/// <summary>The form of a value, as its first characters tell.</summary>
internal enum ValueStart : byte
{
    /// <summary>Anything that is neither array nor object.</summary>
    Scalar,
    EmptyArray,

    /// <summary>An array that begins with a value, another array or a base64 object.</summary>
    Array,

    /// <summary>An array that begins with an object of named values.</summary>
    ArrayOfObjects,

    /// <summary>An object of named values.</summary>
    Object,

    /// <summary>A base64 object: a value.</summary>
    Base64,
}

/// <summary>Finds the form of a value.</summary>
internal static class ValueStarts
{
    private static ReadOnlySpan<byte> Base64Name => "\"b64\""u8;

    /// <summary>False where more of the text is needed.</summary>
    /// <param name="text">The value and what is behind it, as far as it has come.</param>
    /// <param name="allowBase64">Whether an object whose first name is <c>b64</c> is a base64 object.</param>
    /// <param name="start">The form.</param>
    public static bool TryFind(ReadOnlySpan<byte> text, bool allowBase64, out ValueStart start)
    {
        start = ValueStart.Scalar;
        text = text[ElementScanner.SkipWhiteSpace(text)..];
        if (text.IsEmpty)
            return false;
        if (text[0] == '{')
        {
            if (!TryFindName(text, allowBase64, out var isBase64))
                return false;
            start = isBase64 ? ValueStart.Base64 : ValueStart.Object;
            return true;
        }

        if (text[0] != '[')
            return true;
        text = text[1..];
        text = text[ElementScanner.SkipWhiteSpace(text)..];
        if (text.IsEmpty)
            return false;
        start = text[0] == ']' ? ValueStart.EmptyArray : ValueStart.Array;
        if (text[0] != '{')
            return true;
        if (!TryFindName(text, allowBase64, out var holdsBase64))
            return false;
        if (!holdsBase64)
            start = ValueStart.ArrayOfObjects;
        return true;
    }

    private static bool TryFindName(ReadOnlySpan<byte> text, bool allowBase64, out bool isBase64)
    {
        isBase64 = false;
        if (!allowBase64)
            return true;
        text = text[1..];
        text = text[ElementScanner.SkipWhiteSpace(text)..];
        isBase64 = text.StartsWith(Base64Name);
        return isBase64 || text.Length >= Base64Name.Length || !Base64Name.StartsWith(text);
    }
}
