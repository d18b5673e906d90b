using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Management;
using Slipway.AspNetCore.Rest;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.AspNetCore.Settings;

/// <summary>Triton's "Logging Extension" over REST.</summary>
internal static class LogSettingsEndpoints
{
    public const string What = "The log settings";

    public static void MapLogSettings(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRestGetAndPost("/v2/logging", ReadAsync, UpdateAsync);

    private static Task ReadAsync(HttpContext context) => WriteAsync(context, Settings(context).Levels);

    private static async Task UpdateAsync(HttpContext context)
    {
        ManagementGate.Require(context, What);
        var body = await SettingsBody.ReadAsync(context);
        await WriteAsync(
            context,
            Settings(context).Update(body.Select(member => KeyValuePair.Create(member.Key, Value(member))))
        );
    }

    private static ParameterValue? Value(KeyValuePair<string, JsonElement> member) =>
        member.Value.ValueKind switch
        {
            JsonValueKind.True => new ParameterValue(true),
            JsonValueKind.False => new ParameterValue(false),
            JsonValueKind.String => new ParameterValue(member.Value.GetString()!),
            JsonValueKind.Number when member.Value.TryGetInt64(out var number) => new ParameterValue(number),
            JsonValueKind.Null => null,
            _ => throw ServingException.InvalidArgument(
                $"'{member.Key}' must be true, false, a whole number or a string."
            ),
        };

    private static LogSettings Settings(HttpContext context) =>
        context.RequestServices.GetRequiredService<LogSettings>();

    private static Task WriteAsync(HttpContext context, LogLevels levels) =>
        context.Response.WriteAsJsonAsync(LogSettingsBody.From(levels), LogSettingsContext.Default.LogSettingsBody);
}
