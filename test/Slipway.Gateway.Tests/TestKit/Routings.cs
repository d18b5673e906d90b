using Slipway.Deployment.Routing;
using Slipway.Gateway.Holding;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Tests.TestKit;

/// <summary>Services as a table has them, without any servers.</summary>
internal static class Routings
{
    public static ServiceRouting Service(params RevisionRoute[] revisions) => Service(TimeProvider.System, revisions);

    public static ServiceRouting Service(TimeProvider time, params RevisionRoute[] revisions) =>
        new(Tables.Service("ner", revisions), new ServiceState("ner", new Signal(), time));

    public static RevisionRoute Revision(int number, double weight, string? label = null, int replicas = 1) =>
        new()
        {
            Revision = number,
            Weight = weight,
            Label = label,
            Endpoints =
            [
                .. Enumerable
                    .Range(1, replicas)
                    .Select(i => new EndpointRoute
                    {
                        Replica = $"ner-{number}-{i}",
                        Http = $"http://127.0.0.1:{number}{i:00}",
                        Grpc = $"http://127.0.0.1:{number}{i + 50:00}",
                    }),
            ],
        };
}
