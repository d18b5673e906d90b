using System.Globalization;
using Microsoft.Extensions.Primitives;
using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Routing;

/// <summary>A revision as one table has it. Immutable, but for the state behind it.</summary>
internal sealed class RevisionRouting(RevisionRoute route, RevisionState state)
{
    public RevisionRoute Route { get; } = route;

    public RevisionState State { get; } = state;

    public int Number => Route.Revision;

    public Replica[] Replicas { get; } = state.Take(route.Endpoints);

    /// <summary>What the header <c>Slipway-Revision</c> says.</summary>
    public StringValues Header { get; } = route.Revision.ToString(CultureInfo.InvariantCulture);
}
