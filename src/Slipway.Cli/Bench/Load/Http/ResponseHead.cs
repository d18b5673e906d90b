using System.Buffers.Text;
using System.Text;

namespace Slipway.Cli.Bench.Load.Http;

/// <summary>The part of a response's head that says where its body ends (RFC 9112, section 6).</summary>
/// <param name="Status">Its status code.</param>
/// <param name="Length">What Content-Length says; null where there is none.</param>
/// <param name="IsChunked">Whether the body comes in chunks.</param>
/// <param name="KeepsAlive">Whether the connection carries another request afterwards.</param>
internal readonly record struct ResponseHead(int Status, long? Length, bool IsChunked, bool KeepsAlive)
{
    /// <summary>100 to 199: another head follows.</summary>
    public bool IsInterim => Status is >= 100 and < 200;

    public bool HasNoBody => Status is 204 or 304;

    /// <summary>Reads a head, from its first byte to the last one before the empty line.</summary>
    /// <exception cref="MalformedResponseException">It is none.</exception>
    public static ResponseHead Parse(ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        var line = end < 0 ? head : head[..end];
        if (
            !line.StartsWith("HTTP/1."u8)
            || line.Length < 12
            || !Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits)
            || digits != 3
            || status < 100
        )
        {
            throw new MalformedResponseException($"'{Shown(line)}' is no HTTP/1.1 status line");
        }

        var result = new ResponseHead(status, null, false, KeepsAlive: line[7] == (byte)'1');
        while (end >= 0)
        {
            head = head[(end + 2)..];
            end = head.IndexOf("\r\n"u8);
            result = result.With(end < 0 ? head : head[..end]);
        }

        return result;
    }

    private ResponseHead With(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            throw new MalformedResponseException($"'{Shown(line)}' is no header");
        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
            return this with { Length = ParseLength(value) };
        if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
            return this with { IsChunked = EndsWith(value, "chunked"u8) };
        if (Ascii.EqualsIgnoreCase(name, "connection"u8) && Ascii.EqualsIgnoreCase(value, "close"u8))
            return this with { KeepsAlive = false };
        return this;
    }

    private long ParseLength(ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length || length < 0)
            throw new MalformedResponseException($"Content-Length is '{Shown(value)}'");
        if (Length is { } other && other != length)
            throw new MalformedResponseException("it has two lengths");
        return length;
    }

    private static bool EndsWith(ReadOnlySpan<byte> value, ReadOnlySpan<byte> end) =>
        value.Length >= end.Length && Ascii.EqualsIgnoreCase(value[^end.Length..], end);

    private static string Shown(ReadOnlySpan<byte> bytes) =>
        Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 40)]);
}
