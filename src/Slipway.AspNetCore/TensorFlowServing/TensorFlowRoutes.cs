using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Rest;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>
/// Paths of TensorFlow Serving's RESTful API: each of a model, of one of its versions, and of the version that a label
/// names. Errors have TensorFlow Serving's statuses.
/// </summary>
internal static class TensorFlowRoutes
{
    private static readonly string[] Forms =
    [
        "/v1/models/{model}",
        "/v1/models/{model}/versions/{version}",
        "/v1/models/{model}/labels/{label}",
    ];

    /// <summary>Maps what can be got; <paramref name="suffix"/> may be empty.</summary>
    public static void MapModelGet(this IEndpointRouteBuilder endpoints, string suffix, RequestDelegate handler)
    {
        foreach (var form in Forms)
        {
            endpoints.MapRestGet(form + suffix, handler, HttpStatusTable.TensorFlowServing);
        }
    }

    /// <summary>Maps a call, whose <paramref name="verb"/> follows the path behind a colon.</summary>
    public static void MapModelCall(this IEndpointRouteBuilder endpoints, string verb, RequestDelegate handler)
    {
        foreach (var form in Forms)
        {
            endpoints.MapRestPost($"{form}:{verb}", handler, HttpStatusTable.TensorFlowServing);
        }
    }
}
