using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Benchmarks.LoadClient;

/// <summary>
/// One prepared request, sent as it is: no codec of the product takes part. REST is HTTP/1.1; gRPC is HTTP/2 with
/// prior knowledge, its body one message framed as the gRPC specification says (a zero byte, the length in four
/// big-endian bytes, the message). Thread-safe.
/// </summary>
internal sealed class Wire
{
    private readonly bool _isGrpc;
    private readonly Uri _uri;
    private readonly byte[] _body;
    private readonly int _jsonLength;

    /// <summary>Holds the bytes; nothing is sent yet.</summary>
    /// <param name="isGrpc">Whether the body is a framed gRPC message rather than a REST body.</param>
    /// <param name="uri">The whole address, path included.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="jsonLength">
    /// Above 0: the body is JSON of that length with binary tensors behind it, and is declared as such.
    /// </param>
    public Wire(bool isGrpc, Uri uri, byte[] body, int jsonLength)
    {
        _isGrpc = isGrpc;
        _uri = uri;
        _body = body;
        _jsonLength = jsonLength;
    }

    /// <summary>A client whose requests share one connection.</summary>
    public static HttpMessageInvoker Connect() =>
        new(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = 1,
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
            }
        );

    public HttpRequestMessage NewRequest()
    {
        var content = new ByteArrayContent(_body);
        var request = new HttpRequestMessage(HttpMethod.Post, _uri)
        {
            Version = _isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        if (_isGrpc)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }
        else if (_jsonLength > 0)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            content.Headers.Add("Inference-Header-Content-Length", _jsonLength.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    /// <summary>Whether the answer is a success; the body has been read.</summary>
    public bool IsSuccess(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            return false;
        return !_isGrpc || (GrpcStatus(response.TrailingHeaders) ?? GrpcStatus(response.Headers)) == "0";
    }

    /// <summary>What the answer says of its failure, for people.</summary>
    public static string Describe(HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        $"HTTP {(int)response.StatusCode}, grpc-status {GrpcStatus(response.TrailingHeaders) ?? GrpcStatus(response.Headers) ?? "none"}: "
        + System.Text.Encoding.UTF8.GetString(body[..Math.Min(body.Length, 500)]);

    private static string? GrpcStatus(HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out var values) ? values.First() : null;
}
