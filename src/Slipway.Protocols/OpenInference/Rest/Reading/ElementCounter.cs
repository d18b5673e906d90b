using Slipway.Protocols.Json.Reading;

namespace Slipway.Protocols.OpenInference.Rest.Reading;

/// <summary>
/// Counts the elements in the text of a JSON value that a <see cref="RawValueScanner"/> found the end of, at whatever
/// depth they stand. Text that is not JSON gives some number, and fails where it is parsed.
/// </summary>
internal static class ElementCounter
{
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        var inElement = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'"':
                    count++;
                    i = EndOfString(text, i);
                    break;
                case (byte)'[' or (byte)']' or (byte)',' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    inElement = false;
                    break;
                default:
                    count += inElement ? 0 : 1;
                    inElement = true;
                    break;
            }
        }

        return count;
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                return i;
        }

        return text.Length;
    }
}
