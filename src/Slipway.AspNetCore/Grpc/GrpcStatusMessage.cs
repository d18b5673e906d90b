using System.Buffers;
using System.Text;

namespace Slipway.AspNetCore.Grpc;

/// <summary>
/// The <c>grpc-message</c> header ("gRPC over HTTP/2", Responses): UTF-8, of which everything but printable ASCII
/// without the percent sign is percent-encoded.
/// </summary>
internal static class GrpcStatusMessage
{
    // Clients bound the size of headers, some at 8 KB, and every character may become nine.
    private const int LongestMessage = 800;

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !\"#$&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    );

    /// <summary>As much of a message as fits; callers' names, which it repeats, may be megabytes.</summary>
    public static string Shorten(string message) =>
        message.Length > LongestMessage ? message[..LongestMessage] + "…" : message;

    public static string Encode(string message)
    {
        message = Shorten(message);
        if (!message.AsSpan().ContainsAnyExcept(Plain))
            return message;

        var encoded = new StringBuilder(message.Length + 16);
        foreach (var unit in Encoding.UTF8.GetBytes(message))
        {
            if (Plain.Contains((char)unit))
                encoded.Append((char)unit);
            else
                encoded.Append('%').Append(Convert.ToHexString([unit]));
        }

        return encoded.ToString();
    }
}
