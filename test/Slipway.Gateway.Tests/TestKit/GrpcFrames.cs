using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Slipway.Gateway.Tests.TestKit;

/// <summary>gRPC by hand: what no client would send, and what no server would answer.</summary>
internal static class GrpcFrames
{
    public static byte[] Frame(byte[] message, bool compressed = false)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Reads the request to its end and answers with a message and a status.</summary>
    public static RequestDelegate Answer(IMessage message, string status = "0") =>
        async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(Frame(message.ToByteArray()), context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", status);
        };

    /// <summary>Ends the call with its headers.</summary>
    public static RequestDelegate Fail(string status) =>
        async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = status;
        };

    public static async Task<HttpResponseMessage> SendAsync(
        string address,
        string method,
        HttpContent content,
        params string[] headers
    )
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address + method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = new("application/grpc");
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Of a call that ended with its headers, or with trailers.</summary>
    public static string? Status(this HttpResponseMessage response) =>
        response.Header("grpc-status")
        ?? (response.TrailingHeaders.TryGetValues("grpc-status", out var values) ? values.Single() : null);
}
