using Microsoft.AspNetCore.Routing;

namespace Slipway.AspNetCore.OpenInference;

internal sealed class GrpcInferEndpoint
{
    public void Map(IEndpointRouteBuilder endpoints) { }
}
