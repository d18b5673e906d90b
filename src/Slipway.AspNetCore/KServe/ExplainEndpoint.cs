using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;
using Slipway.Errors;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.KServe;

/// <summary>KServe V1, "Explain": there is no runtime yet whose models explain their answers.</summary>
internal sealed class ExplainEndpoint(ModelManager models)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapRestPost("/v1/models/{model}:explain", ExplainAsync, HttpStatusTable.TensorFlowServing);

    private Task ExplainAsync(HttpContext context)
    {
        // An unknown model is that first of all.
        var model = models.Find(RouteModel.Read(context));
        throw ServingException.Unsupported(
            $"Model '{model.Name}' gives no explanations: no runtime of this server does. Use :predict."
        );
    }
}
