using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Pipelines.Graphs;

/// <summary>A node, as its pipeline runs it. Immutable.</summary>
public sealed record GraphNode(string Name, NodeKind Kind, IReadOnlyList<GraphStep> Steps);
