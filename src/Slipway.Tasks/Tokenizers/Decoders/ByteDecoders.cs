using System.Globalization;
using Slipway.Tasks.Tokenizers.Unicode;
using Utf8 = System.Text.Encoding;

namespace Slipway.Tasks.Tokenizers.Decoders;

/// <summary>Visible characters become the bytes that they stand for; a token with another character is text as it is.</summary>
internal sealed class ByteLevelDecoder : TokenDecoder
{
    public override List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (token.All(unit => ByteCharacters.ByteOf(unit) >= 0))
                bytes.AddRange(token.Select(unit => (byte)ByteCharacters.ByteOf(unit)));
            else
                bytes.AddRange(Utf8.UTF8.GetBytes(token));
        }

        return [Utf8.UTF8.GetString([.. bytes])];
    }
}

/// <summary>Tokens of single bytes (&lt;0xE2&gt;) become text; a run that is no UTF-8 one U+FFFD for each byte.</summary>
internal sealed class ByteFallbackDecoder : TokenDecoder
{
    private static readonly System.Text.UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override List<string> Decode(List<string> tokens)
    {
        var decoded = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (TryGetByte(token, out var value))
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, decoded);
            decoded.Add(token);
        }

        Flush(bytes, decoded);
        return decoded;
    }

    private static bool TryGetByte(string token, out byte value)
    {
        value = 0;
        return token.Length == 6
            && token.StartsWith("<0x", StringComparison.Ordinal)
            && token[5] == '>'
            && byte.TryParse(
                token.AsSpan(3, 2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    private static void Flush(List<byte> bytes, List<string> decoded)
    {
        if (bytes.Count == 0)
            return;

        try
        {
            decoded.Add(Strict.GetString([.. bytes]));
        }
        catch (System.Text.DecoderFallbackException)
        {
            decoded.AddRange(Enumerable.Repeat("\ufffd", bytes.Count));
        }

        bytes.Clear();
    }
}
