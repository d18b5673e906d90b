using System.Buffers;
using System.Text;

namespace Slipway.Gateway.Failures;

/// <summary><c>grpc-message</c> ("gRPC over HTTP/2", Responses): UTF-8, percent-encoded but for printable ASCII.</summary>
internal static class GrpcStatusMessage
{
    // Some clients take 8 KB of headers, and a character may become nine.
    private const int Longest = 800;

    private static readonly SearchValues<byte> Plain = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Where(code => code != '%').Select(code => (byte)code),
    ]);

    public static string Encode(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message.Length > Longest ? message[..Longest] + "…" : message);
        if (!bytes.AsSpan().ContainsAnyExcept(Plain))
            return Encoding.ASCII.GetString(bytes);
        var encoded = new StringBuilder(bytes.Length * 2);
        foreach (var one in bytes)
        {
            if (Plain.Contains(one))
                encoded.Append((char)one);
            else
                encoded.Append('%').Append(Convert.ToHexString([one]));
        }

        return encoded.ToString();
    }
}
