using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.AspNetCore.Hosting;
using Slipway.AspNetCore.Rest;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>
/// TensorFlow Serving's RESTful API, "Model status API", and "Model Ready" of KServe V1, which share the path of a model:
/// the body satisfies both. Where no version answers requests the status there is KServe's 503, for probes go by it, with
/// the same body; of a version or a label, which KServe does not know, it is 200 whatever its state, as TensorFlow Serving
/// has it.
/// </summary>
internal sealed class StatusEndpoint(DataPlane plane, ModelManager models, ServerState state)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapModelGet("", StatusAsync);

    private Task StatusAsync(HttpContext context)
    {
        // The path of a call, got instead of posted to.
        if (context.Request.Path.Value!.Contains(':', StringComparison.Ordinal))
            return RestRoutes.RefuseAsync(context, HttpMethods.Post);

        var model = RouteModel.Read(context);
        var found = models.Find(model);
        var isWhole = model is { Version: null, Label: null };
        IEnumerable<ModelStatus> versions = isWhole
            ? models.Statuses.Where(status => status.Name == found.Name)
            : [found];
        var isReady = !state.IsDraining && plane.IsReady(model);
        if (isWhole && !isReady)
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        var body = new ModelStatusBody([.. versions.Select(VersionStatusBody.From)], found.Name, isReady);
        return context.Response.WriteAsJsonAsync(body, TensorFlowBodyContext.Readable.ModelStatusBody);
    }
}
