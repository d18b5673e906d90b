using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Http;

/// <summary>What a request is answered with.</summary>
internal sealed record ApiResponse(int Code, byte[] Body, string MediaType = "application/json")
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static ApiResponse Of(JsonNode body, int code = 200) => new(code, JsonSerializer.SerializeToUtf8Bytes(body));

    public static ApiResponse Of(ResourceKind kind, StoredObject found, int code = 200) =>
        new(code, ObjectJson.One(kind, found));

    public static ApiResponse Of(StatusException failure) => Of(failure.ToJson(), failure.Code);

    public async Task WriteAsync(HttpContext context, int? retryAfterSeconds = null)
    {
        context.Response.StatusCode = Code;
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = Body.Length;
        if (retryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString();
        foreach (var warning in Warnings)
            context.Response.Headers.Append(
                "Warning",
                $"299 - \"{warning.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            );
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
