using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Rest;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's RESTful API, "Model Metadata API".</summary>
internal static class SignatureEndpoint
{
    public static void MapSignatures(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapModelGet("/metadata", MetadataAsync);

    private static async Task MetadataAsync(HttpContext context)
    {
        var plane = context.RequestServices.GetRequiredService<DataPlane>();
        var model = await plane.DescribeAsync(RouteModel.Read(context), context.RequestAborted);
        var body = ModelSignatureBody.From(model);
        await context.Response.WriteAsJsonAsync(body, TensorFlowBodyContext.Readable.ModelSignatureBody);
    }
}
