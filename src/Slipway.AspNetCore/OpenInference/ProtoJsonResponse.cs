using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Slipway.Protocols.OpenInference.Configuration;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Answers a protobuf message as JSON in Triton's form.</summary>
internal static class ProtoJsonResponse
{
    public static Task WriteAsync(HttpContext context, IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ProtoJson.Write(json, message);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        return context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }
}
