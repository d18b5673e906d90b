namespace Slipway.Onnx.Conformance.Transports;

/// <summary>
/// The tokens <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which the protocol's servers write and the base library's JSON
/// does not read, put in quotes.
/// </summary>
internal static class LooseJson
{
    public static byte[] Quote(ReadOnlySpan<byte> json)
    {
        var quoted = new MemoryStream(json.Length);
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (inString && json[i] == '\\')
            {
                quoted.Write(json.Slice(i++, 2));
                continue;
            }

            inString ^= json[i] == '"';
            var token = inString ? 0 : TokenLength(json[i..]);
            if (token == 0)
            {
                quoted.WriteByte(json[i]);
                continue;
            }

            quoted.WriteByte((byte)'"');
            quoted.Write(json.Slice(i, token));
            quoted.WriteByte((byte)'"');
            i += token - 1;
        }

        return quoted.ToArray();
    }

    private static int TokenLength(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3
        : json.StartsWith("Infinity"u8) ? 8
        : json.StartsWith("-Infinity"u8) ? 9
        : 0;
}
