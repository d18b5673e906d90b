using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Slipway.AspNetCore.Grpc;

/// <summary>Writes the parts of a response ("gRPC over HTTP/2", Responses).</summary>
internal static class GrpcReply
{
    private const int PrefixLength = 5;
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string PushbackHeader = "grpc-retry-pushback-ms";

    private static readonly StringValues Ok = "0";
    private static readonly StringValues Type = GrpcProtocol.ContentType;

    /// <summary>Headers and the prefix of an uncompressed message; the message itself follows.</summary>
    public static PipeWriter Begin(HttpResponse response, int messageLength)
    {
        response.Headers.ContentType = Type;
        WritePrefix(response.BodyWriter, messageLength);
        return response.BodyWriter;
    }

    /// <summary>The headers of a stream, sent at once: its caller may wait for them before it sends anything.</summary>
    public static Task BeginStreamAsync(HttpResponse response, CancellationToken ct)
    {
        response.Headers.ContentType = Type;
        return response.StartAsync(ct);
    }

    /// <summary>The prefix of an uncompressed message.</summary>
    public static void WritePrefix(PipeWriter writer, int messageLength)
    {
        var prefix = writer.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], messageLength);
        writer.Advance(PrefixLength);
    }

    /// <summary>The trailer after the message.</summary>
    public static void Succeed(HttpResponse response) => response.AppendTrailer(StatusHeader, Ok);

    /// <summary>The trailers of a stream that ends with a failure.</summary>
    public static void FailStream(HttpResponse response, GrpcFailure failure)
    {
        response.AppendTrailer(StatusHeader, ((int)failure.Status).ToString(CultureInfo.InvariantCulture));
        response.AppendTrailer(MessageHeader, GrpcStatusMessage.Encode(failure.Message));
    }

    /// <summary>A response of headers only, for a call that fails before anything was written.</summary>
    public static void Fail(HttpResponse response, GrpcFailure failure)
    {
        var headers = response.Headers;
        headers.ContentType = Type;
        headers.GrpcStatus = ((int)failure.Status).ToString(CultureInfo.InvariantCulture);
        headers.GrpcMessage = GrpcStatusMessage.Encode(failure.Message);
        if (failure.RetryAfter is { } wait)
            headers[PushbackHeader] = ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }
}
