using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Rest;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.Golden;

/// <summary>
/// The requests that a model's package brings along with the answers that they must get, for who releases it and has no package at
/// hand: <c>GET /models/{m}/requests</c> tells their names, <c>…/requests/{name}</c> the request and <c>…/requests/{name}/expected</c>
/// the answer, each as it lies in the package. <c>…/versions/{version}/requests</c> are those of one version.
/// </summary>
internal static class GoldenRequestEndpoints
{
    public static void MapGoldenRequests(this IEndpointRouteBuilder endpoints)
    {
        foreach (var model in (string[])["/models/{model}", "/models/{model}/versions/{version}"])
        {
            endpoints.MapRestGet($"{model}/requests", ListAsync);
            endpoints.MapRestGet($"{model}/requests/{{request}}", context => AnswerAsync(context, each => each.Body));
            endpoints.MapRestGet(
                $"{model}/requests/{{request}}/expected",
                context => AnswerAsync(context, each => each.Expected)
            );
        }
    }

    private static async Task ListAsync(HttpContext context)
    {
        var body = new GoldenRequestsBody([.. (await OfModelAsync(context)).Select(each => each.Name)]);
        await context.Response.WriteAsJsonAsync(
            body,
            GoldenRequestsJson.Default.GoldenRequestsBody,
            cancellationToken: context.RequestAborted
        );
    }

    private static async Task AnswerAsync(HttpContext context, Func<GoldenRequest, ReadOnlyMemory<byte>> part)
    {
        var name = (string)context.Request.RouteValues["request"]!;
        var requests = await OfModelAsync(context);
        var found =
            requests.FirstOrDefault(each => each.Name == name)
            ?? throw ServingException.NotFound(
                $"Model '{context.Request.RouteValues["model"]}' brings no golden request '{name}' along; "
                    + (requests.Count == 0 ? "it has none." : $"it has {string.Join(", ", requests.Select(Quoted))}.")
            );
        var bytes = part(found);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    // Of the version, else of the model that it is a version of. The files never change while the version is served.
    private static async Task<IReadOnlyList<GoldenRequest>> OfModelAsync(HttpContext context)
    {
        var plane = context.RequestServices.GetRequiredService<DataPlane>();
        var model = await plane.DescribeAsync(RouteModel.Read(context), context.RequestAborted);
        var own = GoldenRequests.Read(model.Package.Directory);
        return own.Count > 0 || model.Package.ModelDirectory is not { } folder ? own : GoldenRequests.Read(folder);
    }

    private static string Quoted(GoldenRequest request) => $"'{request.Name}'";
}

/// <summary>What <c>GET /models/{m}/requests</c> answers.</summary>
/// <param name="Requests">Names of golden requests, in order.</param>
internal sealed record GoldenRequestsBody(IReadOnlyList<string> Requests);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GoldenRequestsBody))]
internal sealed partial class GoldenRequestsJson : JsonSerializerContext;
