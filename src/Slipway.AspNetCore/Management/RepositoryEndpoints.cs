using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;
using Slipway.AspNetCore.Settings;
using Slipway.Errors;

namespace Slipway.AspNetCore.Management;

/// <summary>Triton's "Model Repository Extension" over REST, and labels, which are ours.</summary>
internal static class RepositoryEndpoints
{
    private const string Index = "/v2/repository/index";
    private const string Model = "/v2/repository/models/{model}";
    private const string Label = Model + "/labels/{label}";

    public static void MapRepository(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRestGetAndPost(Index, IndexAsync, IndexAsync);
        endpoints.MapRestPost(Model + "/load", LoadAsync);
        endpoints.MapRestPost(Model + "/unload", UnloadAsync);
        endpoints.MapMethods(
            Label,
            [HttpMethods.Put],
            HttpErrorWriter.Guard(SetLabelAsync, HttpStatusTable.OpenInference)
        );
        endpoints.MapMethods(
            Label,
            [HttpMethods.Delete],
            HttpErrorWriter.Guard(RemoveLabelAsync, HttpStatusTable.OpenInference)
        );
    }

    private static async Task IndexAsync(HttpContext context)
    {
        var body = await SettingsBody.ReadAsync(context);
        var onlyReady = body.Any(member => member.Key == "ready" && Flag(member) == true);
        await context.Response.WriteAsJsonAsync(
            Repository(context).Index(onlyReady),
            RepositoryContext.Default.IReadOnlyListRepositoryEntryBody
        );
    }

    private static async Task LoadAsync(HttpContext context)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Parameters(await SettingsBody.ReadAsync(context)))
        {
            parameters[name] =
                value.ValueKind == JsonValueKind.String
                    ? value.GetString()!
                    : throw ServingException.InvalidArgument($"The parameter '{name}' must be a string.");
        }

        await Repository(context).LoadAsync(context, Route(context, "model"), parameters);
    }

    private static async Task UnloadAsync(HttpContext context)
    {
        var withDependents = Parameters(await SettingsBody.ReadAsync(context))
            .Any(member => member.Key == "unload_dependents" && Flag(member) == true);
        await Repository(context).UnloadAsync(context, Route(context, "model"), withDependents);
    }

    private static async Task SetLabelAsync(HttpContext context)
    {
        var body = await SettingsBody.ReadAsync(context);
        var version = body.FirstOrDefault(member => member.Key == "version").Value;
        var number =
            version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var found) && found > 0
                ? found
                : throw ServingException.InvalidArgument("""The body must name the version: {"version": 3}.""");
        Repository(context).SetLabel(context, Route(context, "model"), Route(context, "label"), number);
    }

    private static Task RemoveLabelAsync(HttpContext context)
    {
        Repository(context).SetLabel(context, Route(context, "model"), Route(context, "label"), null);
        return Task.CompletedTask;
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> Parameters(
        IEnumerable<KeyValuePair<string, JsonElement>> body
    )
    {
        var parameters = body.FirstOrDefault(member => member.Key == "parameters").Value;
        return parameters.ValueKind switch
        {
            JsonValueKind.Object => parameters
                .EnumerateObject()
                .Select(member => KeyValuePair.Create(member.Name, member.Value)),
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            _ => throw ServingException.InvalidArgument("'parameters' must be an object."),
        };
    }

    private static bool? Flag(KeyValuePair<string, JsonElement> member) =>
        member.Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            _ => throw ServingException.InvalidArgument($"'{member.Key}' must be true or false."),
        };

    private static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static ModelRepository Repository(HttpContext context) =>
        context.RequestServices.GetRequiredService<ModelRepository>();
}
