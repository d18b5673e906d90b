using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Slipway.Benchmarks.Data;

namespace Slipway.Benchmarks.Start;

/// <summary>
/// One prepared request of the tiny model, over REST or gRPC, and the answer that it must get. Not thread-safe; calls
/// share a connection.
/// </summary>
internal sealed class PreparedCall : IDisposable
{
    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        }
    );

    private readonly Uri _uri;
    private readonly byte[] _body;
    private readonly bool _isGrpc;
    private readonly Func<byte[], bool> _isRight;

    private PreparedCall(Uri uri, byte[] body, bool isGrpc, Func<byte[], bool> isRight)
    {
        (_uri, _body, _isGrpc, _isRight) = (uri, body, isGrpc, isRight);
    }

    /// <param name="port">Of REST.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="inputs">What is sent.</param>
    /// <param name="expected">What the engine alone computes.</param>
    public static PreparedCall Rest(int port, string model, IReadOnlyList<RequestInput> inputs, float[] expected) =>
        new(
            new Uri($"http://127.0.0.1:{port}/v2/models/{model}/infer"),
            RequestBytes.Json(inputs),
            isGrpc: false,
            body => Answers.OfJson(body).SequenceEqual(expected)
        );

    /// <inheritdoc cref="Rest"/>
    public static PreparedCall Grpc(int port, string model, IReadOnlyList<RequestInput> inputs, float[] expected) =>
        new(
            new Uri($"http://127.0.0.1:{port}/inference.GRPCInferenceService/ModelInfer"),
            RequestBytes.Frame(RequestBytes.Grpc(model, inputs)),
            isGrpc: true,
            body => Answers.OfGrpc(body).SequenceEqual(expected)
        );

    /// <summary>Sends it once; false where nobody listens yet or the answer is another one.</summary>
    public async Task<bool> TryAsync()
    {
        try
        {
            return await SendAsync() is var (status, body) && status == HttpStatusCode.OK && _isRight(body);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Sends it once.</summary>
    /// <exception cref="InvalidOperationException">The answer is another one.</exception>
    public async Task CallAsync()
    {
        var (status, body) = await SendAsync();
        if (status != HttpStatusCode.OK || !_isRight(body))
            throw new InvalidOperationException($"Wrong answer, {status}: {Encoding.UTF8.GetString(body)}");
    }

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync()
    {
        using var content = new ByteArrayContent(_body);
        content.Headers.ContentType = new MediaTypeHeaderValue(_isGrpc ? "application/grpc" : "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, _uri)
        {
            Version = _isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        if (_isGrpc)
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await _client.SendAsync(request, CancellationToken.None);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }
}
