using System.Net;
using System.Text;
using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Bench.Load.Http;

/// <summary>HTTP/1.1 to one server, one connection for each channel.</summary>
internal sealed class RestTransport : ILoadTransport
{
    private readonly long? _expectedLength;

    /// <summary>Writes the request down as it will be sent.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="expectedLength">The bytes of a right answer; null where any will do.</param>
    public RestTransport(PreparedRequest request, long? expectedLength)
    {
        var uri = request.Uri;
        _expectedLength = expectedLength;
        EndPoint = IPAddress.TryParse(uri.DnsSafeHost, out var address)
            ? new IPEndPoint(address, uri.Port)
            : new DnsEndPoint(uri.DnsSafeHost, uri.Port);
        TlsHost = uri.Scheme == System.Uri.UriSchemeHttps ? uri.DnsSafeHost : null;
        var head = Encoding.Latin1.GetBytes(Head(request));
        AsksFirst = request.Headers.Any(h =>
            h.Name.Equals("Expect", StringComparison.OrdinalIgnoreCase)
            && h.Value.Equals("100-continue", StringComparison.OrdinalIgnoreCase)
        );
        Request = AsksFirst ? head : (byte[])[.. head, .. request.Body.Span];
        Body = AsksFirst ? request.Body : default;
    }

    public EndPoint EndPoint { get; }

    /// <summary>The name that the server's certificate must have; null in cleartext.</summary>
    public string? TlsHost { get; }

    /// <summary>What is written first: the whole request, or its head where that <see cref="AsksFirst"/>.</summary>
    public ReadOnlyMemory<byte> Request { get; }

    /// <summary>Whether the body is sent only when the server has said so (RFC 9110, section 10.1.1).</summary>
    public bool AsksFirst { get; }

    /// <summary>What the server has to ask for.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    public ILoadChannel Open() => new RestChannel(this);

    public Outcome Judge(int status, long bodyLength) =>
        status is >= 200 and < 300 && _expectedLength is { } expected && expected != bodyLength
            ? Outcome.OtherLength
            : HttpStatuses.Outcome(status);

    public void Dispose() { }

    private static string Head(PreparedRequest request)
    {
        var head = new StringBuilder();
        head.Append($"{request.Method} {request.Uri.PathAndQuery} HTTP/1.1\r\n");
        if (!request.Headers.Any(h => h.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)))
            head.Append($"Host: {request.Uri.Authority}\r\n");
        foreach (var (name, value) in request.Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        if (request.Body.Length > 0 || request.Method != "GET")
            head.Append($"Content-Length: {request.Body.Length}\r\n");
        head.Append("\r\n");
        return head.ToString();
    }
}
