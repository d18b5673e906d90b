using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Slipway.Cli.Bench.Requests;

namespace Slipway.Cli.Bench.Load.Grpc;

/// <summary>A unary call as the gRPC specification lays it over HTTP/2, written out by hand: no codec takes part.</summary>
internal sealed class GrpcCall
{
    /// <summary>Before a message: not compressed, and its length in four big-endian bytes.</summary>
    public const int PrefixLength = 5;

    private readonly PreparedRequest _request;
    private readonly byte[] _framed;

    public GrpcCall(PreparedRequest request)
    {
        _request = request;
        _framed = new byte[PrefixLength + request.Body.Length];
        BinaryPrimitives.WriteInt32BigEndian(_framed.AsSpan(1), request.Body.Length);
        request.Body.CopyTo(_framed.AsMemory(PrefixLength));
    }

    public HttpRequestMessage NewRequest()
    {
        var content = new ByteArrayContent(_framed);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var message = new HttpRequestMessage(HttpMethod.Post, _request.Uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach (var (name, value) in _request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>The status of a call whose response has been read to its end; null where it has none.</summary>
    public static int? Status(HttpResponseMessage response) =>
        int.TryParse(Value(response, "grpc-status"), out var status) ? status : null;

    /// <summary>What the server said of a failure.</summary>
    public static string Message(HttpResponseMessage response) =>
        Uri.UnescapeDataString(Value(response, "grpc-message") ?? "");

    // A failure without any message has the status in the headers.
    private static string? Value(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;
}
