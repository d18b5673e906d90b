using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Management;
using Slipway.AspNetCore.Rest;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Telemetry;

namespace Slipway.AspNetCore.Settings;

/// <summary>Triton's "Trace Extension" over REST: of the server, and of a model on top of it.</summary>
internal static class TraceSettingsEndpoints
{
    public const string What = "The trace settings";

    public static void MapTraceSettings(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRestGetAndPost("/v2/trace/setting", ReadAsync, UpdateAsync);
        endpoints.MapRestGetAndPost("/v2/models/{model}/trace/setting", ReadAsync, UpdateAsync);
    }

    private static Task ReadAsync(HttpContext context) => WriteAsync(context, ModelOf(context));

    private static async Task UpdateAsync(HttpContext context)
    {
        var model = ModelOf(context);
        ManagementGate.Require(context, What);
        var body = await SettingsBody.ReadAsync(context);
        Tracer(context)
            .Update(
                model,
                [.. body.Select(member => KeyValuePair.Create(member.Key, Values(member.Key, member.Value)))]
            );
        await WriteAsync(context, model);
    }

    private static string? ModelOf(HttpContext context) =>
        context.Request.RouteValues["model"] is string name
            ? context.RequestServices.GetRequiredService<ModelManager>().Find(new ModelSelector(name)).Name
            : null;

    private static IReadOnlyList<string>? Values(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Array => [.. value.EnumerateArray().Select(item => Text(name, item))],
            _ => [Text(name, value)],
        };

    // The extension writes numbers as text; they are understood as numbers too.
    private static string Text(string name, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => throw ServingException.InvalidArgument($"'{name}' must be a string, a list of strings or null."),
        };

    private static RequestTracer Tracer(HttpContext context) =>
        context.RequestServices.GetRequiredService<RequestTracer>();

    private static Task WriteAsync(HttpContext context, string? model) =>
        context.Response.WriteAsJsonAsync(
            TraceSettingsBody.Of(Tracer(context), model),
            TraceSettingsContext.Default.TraceSettingsBody
        );
}
