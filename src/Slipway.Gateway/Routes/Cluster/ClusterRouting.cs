using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Routes.Cluster;

/// <summary>What the objects of a namespace come to.</summary>
/// <param name="Table">Its generation is 0.</param>
/// <param name="Remarks">What is left out, and why, in sentences.</param>
internal sealed record ClusterRouting(RoutingTable Table, IReadOnlyList<string> Remarks);
