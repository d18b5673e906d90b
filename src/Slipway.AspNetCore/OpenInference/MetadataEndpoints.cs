using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Rest;
using Slipway.Protocols.OpenInference.Configuration;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// Open Inference Protocol V2, "Server Metadata" and "Model Metadata"; Triton's model configuration; KServe V1's list
/// of models.
/// </summary>
internal static class MetadataEndpoints
{
    public static void MapMetadata(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRestGet("/v2", ServerAsync);
        endpoints.MapRestGet("/v1/models", ListAsync);
        MapModel(endpoints, "", ModelAsync);
        MapModel(endpoints, "/config", ConfigAsync);
    }

    private static void MapModel(IEndpointRouteBuilder endpoints, string suffix, RequestDelegate handler)
    {
        endpoints.MapRestGet("/v2/models/{model}" + suffix, handler);
        endpoints.MapRestGet("/v2/models/{model}/versions/{version}" + suffix, handler);
    }

    private static Task ServerAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<ModelServerOptions>>().Value;
        var body = new ServerMetadataBody(options.ServerName, ServerInfo.Version, ServerInfo.Extensions);
        return context.Response.WriteAsJsonAsync(body, MetadataContext.Default.ServerMetadataBody);
    }

    private static Task ListAsync(HttpContext context)
    {
        var models = context.RequestServices.GetRequiredService<ModelManager>();
        var body = new ModelListBody([.. models.Statuses.Select(status => status.Name).Distinct()]);
        return context.Response.WriteAsJsonAsync(body, MetadataContext.Default.ModelListBody);
    }

    private static async Task ModelAsync(HttpContext context)
    {
        var body = ModelMetadataBody.From(await DescribeAsync(context));
        await context.Response.WriteAsJsonAsync(body, MetadataContext.Default.ModelMetadataBody);
    }

    private static async Task ConfigAsync(HttpContext context)
    {
        var model = await DescribeAsync(context);
        var message = TritonConfigMessage.From(model.Package, model.Signature, model.Details);
        await ProtoJsonResponse.WriteAsync(context, message);
    }

    private static ValueTask<ModelMetadata> DescribeAsync(HttpContext context) =>
        context
            .RequestServices.GetRequiredService<DataPlane>()
            .DescribeAsync(RouteModel.Read(context), context.RequestAborted);
}
