using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Routes.Cluster;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Routes.Files;

/// <summary>From a file's table to the one that is applied.</summary>
internal static class FileRoutes
{
    /// <summary>What is wrong with a file's table, in sentences; null for nothing.</summary>
    /// <param name="table">As the file has it.</param>
    /// <param name="hasEndpoints">Whether Services can be looked up.</param>
    public static string? Problem(RoutingTable table, bool hasEndpoints)
    {
        var problems = RoutingTableCheck.Problems(table).ToList();
        if (problems.Count > 0)
            return string.Join(' ', problems);
        if (!hasEndpoints)
            problems.AddRange(
                table
                    .Services.SelectMany(service => service.Revisions)
                    .Where(revision => revision.Service is not null)
                    .Select(revision =>
                        $"The Service '{revision.Service}' can be looked up with {RouteArguments.EndpointsName} only."
                    )
            );
        problems.AddRange(
            PipelineChecker
                .Check(
                    table.Pipelines.ToDictionary(
                        pipeline => pipeline.Name,
                        pipeline => pipeline.Pipeline,
                        StringComparer.Ordinal
                    ),
                    [.. table.Services.SelectMany(service => service.Models)]
                )
                .Select(problem => $"{problem.Path}: {problem.Message}")
        );
        return problems.Count == 0 ? null : string.Join(' ', problems);
    }

    /// <summary>The Services that a file's table names and that are not there, in sentences.</summary>
    public static IReadOnlyList<string> Missing(RoutingTable table, ClusterEndpoints endpoints) =>
        [
            .. table
                .Services.SelectMany(service => service.Revisions)
                .Select(revision => revision.Service)
                .OfType<string>()
                .Where(name => !endpoints.Knows(name))
                .Distinct(StringComparer.Ordinal)
                .Select(name =>
                    $"There are no EndpointSlices of the Service '{name}', which the file of routes names."
                ),
        ];

    /// <summary>The same, where revisions that name a Service have its replicas.</summary>
    public static RoutingTable WithEndpoints(RoutingTable table, ClusterEndpoints endpoints) =>
        table with
        {
            Services =
            [
                .. table.Services.Select(service =>
                    service with
                    {
                        Revisions =
                        [
                            .. service.Revisions.Select(revision =>
                                revision.Service is { } name
                                    ? revision with
                                    {
                                        Endpoints = endpoints.Of(name),
                                    }
                                    : revision
                            ),
                        ],
                    }
                ),
            ],
        };
}
