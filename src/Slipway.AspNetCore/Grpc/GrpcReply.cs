using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Slipway.AspNetCore.Grpc;

/// <summary>Writes the parts of a response ("gRPC over HTTP/2", Responses).</summary>
internal static class GrpcReply
{
    private const int PrefixLength = 5;
    private const string StatusHeader = "grpc-status";
    private const string PushbackHeader = "grpc-retry-pushback-ms";

    private static readonly StringValues Ok = "0";
    private static readonly StringValues Type = GrpcProtocol.ContentType;

    /// <summary>Headers and the prefix of an uncompressed message; the message itself follows.</summary>
    public static PipeWriter Begin(HttpResponse response, int messageLength)
    {
        response.Headers.ContentType = Type;
        var writer = response.BodyWriter;
        var prefix = writer.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], messageLength);
        writer.Advance(PrefixLength);
        return writer;
    }

    /// <summary>The trailer after the message.</summary>
    public static void Succeed(HttpResponse response) => response.AppendTrailer(StatusHeader, Ok);

    /// <summary>A response of headers only, for a call that fails before anything was written.</summary>
    public static void Fail(HttpResponse response, StatusCode status, string message, TimeSpan? retryAfter)
    {
        var headers = response.Headers;
        headers.ContentType = Type;
        headers.GrpcStatus = ((int)status).ToString(CultureInfo.InvariantCulture);
        headers.GrpcMessage = GrpcStatusMessage.Encode(message);
        if (retryAfter is { } wait)
            headers[PushbackHeader] = ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }
}
