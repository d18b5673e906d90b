using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Gateway.Forwarding;

/// <summary>
/// What the forwarder changes of one request and its answer: where it goes is the dispatcher's choice, headers tell who asked and
/// who answered, and what the trailers say is remembered.
/// </summary>
internal sealed class Exchange(Call call, TimeProvider time) : HttpTransformer
{
    private const string GrpcStatus = "grpc-status";

    // As long as a request may have waited before what is left of its time is told in place of all of it.
    private static readonly TimeSpan WorthTelling = TimeSpan.FromMilliseconds(10);

    // The dispatcher puts the replica's in its place.
    private static readonly Uri Nowhere = new("http://replica/");

    public Call Call { get; } = call;

    /// <summary>What the replica answered; 0 where it did not.</summary>
    public int Status { get; private set; }

    /// <summary>What it said of the call; null where it said nothing, or it is no gRPC.</summary>
    public string? GrpcStatusText { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = Nowhere;
        RequestHeaders.Prepare(httpContext, proxyRequest);
        TraceHeaders.Write(proxyRequest);
        if (Call.Body is not null && httpContext.Request.Headers.Expect.Count > 0)
            proxyRequest.Headers.Remove(HeaderNames.Expect);
        if (Call.Patience is { } patience && time.GetElapsedTime(Call.Arrived) is var spent && spent > WorthTelling)
            CallerDeadline.Write(proxyRequest, Call.Surface, patience - spent);
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        if (proxyResponse is null)
            return false;
        var copies = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        Status = (int)proxyResponse.StatusCode;
        var headers = httpContext.Response.Headers;
        if (headers.TryGetValue(GrpcStatus, out var status))
            GrpcStatusText = status.ToString();
        headers[GatewayHeaders.Service] = Call.Service.Header;
        headers[GatewayHeaders.Revision] = Call.At.Revision.Header;
        return copies;
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext,
        HttpResponseMessage proxyResponse,
        CancellationToken cancellationToken
    )
    {
        if (proxyResponse.TrailingHeaders.NonValidated.TryGetValues(GrpcStatus, out var status))
            GrpcStatusText = status.ToString();
        return base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);
    }
}
