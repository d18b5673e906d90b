using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Slipway.Errors;

namespace Slipway.AspNetCore.Settings;

/// <summary>Reads the small JSON object that changes settings.</summary>
internal static class SettingsBody
{
    private const int MostBytes = 64 << 10;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The members in their order; none at all for an empty body, which asks for the settings as they are.</summary>
    /// <exception cref="ServingException">InvalidArgument.</exception>
    /// <exception cref="BadHttpRequestException">The body is over the limit.</exception>
    public static async ValueTask<IReadOnlyList<KeyValuePair<string, JsonElement>>> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length == 0)
            return [];
        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw ServingException.InvalidArgument("The body must be a JSON object of settings.");
            return
            [
                .. document
                    .RootElement.EnumerateObject()
                    .Select(member => KeyValuePair.Create(member.Name, member.Value.Clone())),
            ];
        }
        catch (JsonException e)
        {
            throw new ServingException(ServingErrorCode.InvalidArgument, $"The body is not valid JSON: {e.Message}", e);
        }
    }
}
