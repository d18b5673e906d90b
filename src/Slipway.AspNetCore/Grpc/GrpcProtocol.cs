using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Slipway.AspNetCore.Grpc;

/// <summary>What a request must be before gRPC itself begins ("gRPC over HTTP/2").</summary>
internal static class GrpcProtocol
{
    public const string ContentType = "application/grpc";

    private const string Suffix = "+proto";

    /// <summary>False where the request is not gRPC; then the HTTP status says so, and the call is over.</summary>
    public static bool Accepts(HttpContext context)
    {
        var request = context.Request;
        if (!HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "HTTP/2.0";
            return false;
        }

        if (IsGrpc(request.ContentType))
            return true;
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return false;
    }

    /// <summary>Lifts the server's own limit on bodies, which knows nothing of messages, where ours is higher.</summary>
    public static void AllowBody(HttpContext context, int bytes)
    {
        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (feature is { IsReadOnly: false, MaxRequestBodySize: { } current } && current < bytes)
            feature.MaxRequestBodySize = null;
    }

    /// <summary>
    /// Lifts the server's limits on a body that goes on for as long as its caller likes, at whatever pace: each
    /// message has limits of its own.
    /// </summary>
    public static void AllowStream(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    private static bool IsGrpc(string? contentType)
    {
        var text = contentType.AsSpan();
        if (!text.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase))
            return false;
        text = text[ContentType.Length..];
        if (text.StartsWith(Suffix, StringComparison.OrdinalIgnoreCase))
            text = text[Suffix.Length..];
        return text.IsEmpty || text[0] is ';' or ' ';
    }
}
