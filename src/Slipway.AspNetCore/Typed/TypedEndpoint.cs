using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Rest;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.Typed;

/// <summary>
/// <c>POST /models/{m}</c>: a request in the words of the model's task. The answer names the version in the header
/// <c>Slipway-Model-Version</c>. <c>GET</c> tells what is taken and given.
/// </summary>
internal sealed class TypedEndpoint(DataPlane plane, InferenceExchange exchange, IOptions<ModelServerOptions> options)
{
    public const string VersionHeader = "Slipway-Model-Version";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var handler = exchange.Count(HandleAsync);
        endpoints.MapRestGetAndPost("/models/{model}", DescribeAsync, handler);
        endpoints.MapRestGetAndPost("/models/{model}/versions/{version}", DescribeAsync, handler);
        endpoints.MapRestGetAndPost("/models/{model}/labels/{label}", DescribeAsync, handler);
    }

    private async Task DescribeAsync(HttpContext context)
    {
        var (version, typed) = await plane.DescribeTypedAsync(RouteModel.Read(context), context.RequestAborted);
        var body = new TypedModelBody(
            (string)context.Request.RouteValues["model"]!,
            version,
            typed.Task,
            typed.Summary,
            typed.RequestSchema,
            typed.ResponseSchema,
            typed.Example,
            typed.MediaTypes,
            typed.Labels
        );
        await context.Response.WriteAsJsonAsync(
            body,
            TypedModelJson.Default.TypedModelBody,
            cancellationToken: context.RequestAborted
        );
    }

    private async Task HandleAsync(HttpContext context)
    {
        var model = RouteModel.Read(context);
        using var body = await exchange.ReadAsync(
            context,
            (pipe, length, aborted) => BodyBytes.ReadAsync(pipe, length, options.Value.MaxRequestBytes, aborted)
        );
        var request = await TypedRequestReader.ReadAsync(context.Request, body.Memory, context.RequestAborted);
        var (version, answer) = await plane.AnswerAsync(
            model,
            request,
            RestDeadline.Of(context),
            context.RequestAborted
        );
        context.Response.Headers[VersionHeader] = version.ToString(CultureInfo.InvariantCulture);
        await InferenceExchange.WriteAsync(context, new TypedBody(answer));
    }
}
